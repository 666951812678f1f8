# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check: forgeries are refused with the reason, and the desk stays as it was."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.companies import Company, copy_company
from trust.forgery import bundles, certificates, forms, journal, receipts
from trust.forgery.trial import Trial
from trust.frame import Row, Scale
from trust.scene import report_month, working_company

CODES = ("HQ", "GZ", "BJ", "GZ-L01")


class ForgeryCheck:
    """Every forgery once; there is no random part, so both scales are the same."""

    name = "forgery"

    def run(self, scale: Scale, workdir: Path) -> Iterable[Row]:
        """Yield a row for each kind of forgery."""
        del scale
        company = working_company(workdir / "company", CODES)
        try:
            for trial in _trials(company, workdir):
                yield trial.row(self.name)
        finally:
            company.close()


def _trials(company: Company, workdir: Path) -> Iterator[Trial]:
    def folder(name: str) -> Path:
        made = workdir / name
        made.mkdir()
        return made

    entry = report_month(company)
    yield bundles.bundles(company, entry, folder("bundles"))
    yield forms.paths(company, entry, folder("paths"))
    yield forms.mailboxes(company, entry, folder("mailboxes"))
    yield forms.backups(company, folder("backups"))
    yield certificates.certificates(company, folder("certificates"))
    company.close()
    company.open(CODES)
    for spoiling in (receipts.revisions, forms.bombs):
        place = folder(spoiling.__name__)
        shutil.copytree(company.root, place / "company")
        company.close()
        spoiled = copy_company(company.root, place / "spoiled", CODES)
        try:
            yield spoiling(spoiled, entry, place)
        finally:
            spoiled.close()
            company.open(CODES)
    company.exchange("HQ", "GZ", "HQ")
    yield bundles.replays(company, entry)
    yield receipts.receipts(company, folder("receipts"))
    yield journal.journal(company, folder("journal"))
