# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check: every kind of file, damaged again and again."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from branchdesk.domain.exchange import BundleEntry
from tests.companies import Company
from trust.damage import desk_files, sent_files
from trust.damage.desk_files import DeskVictim
from trust.damage.victim import Victim, try_out
from trust.frame import Row, Scale
from trust.scene import report_month, working_company

ROUNDS = {Scale.QUICK: 40, Scale.WHOLE: 2000}
OPENINGS = {Scale.QUICK: 12, Scale.WHOLE: 2000}
"""Rounds for what shows only when a whole desk is opened, read and checked."""


class DamageCheck:
    """Random flips and cuts end in a named finding with a way out."""

    name = "damage"

    def run(self, scale: Scale, workdir: Path) -> Iterable[Row]:
        """Yield a row for each kind of file."""
        company = working_company(workdir / "company")
        entry = report_month(company)
        try:
            for victim in (*_sent(company, entry, workdir), *_kept(company, workdir)):
                rounds = OPENINGS if isinstance(victim, DeskVictim) else ROUNDS
                yield try_out(victim, rounds[scale], self.name)
        finally:
            company.close()


def _sent(company: Company, entry: BundleEntry, workdir: Path) -> Iterator[Victim]:
    yield sent_files.single_bundle(company, entry, workdir / "one-file")
    yield sent_files.mailbox_part(company, entry, workdir / "part")
    yield sent_files.part_list(company, entry, workdir / "list")
    yield sent_files.OutboxVictim(company.branch, entry)
    yield sent_files.enrolment_request(company)
    yield sent_files.enrolment_answer(company)
    yield sent_files.backup(company, workdir / "backups")


def _kept(company: Company, workdir: Path) -> Iterator[Victim]:
    branch, surroundings = company.branch, company.surroundings
    person, key = branch.session.actor.staff, branch.key
    company.add_customer("GZ", "写在尾部的一家单位")
    # As a kill leaves it: what was written last stands in the WAL alone.
    killed = Path(shutil.copytree(branch.folder.root, workdir / "killed"))
    branch.close()
    whole = Path(shutil.copytree(branch.folder.root, workdir / "whole"))
    folder = workdir / "under damage"

    def desk(name: str, source: Path, file: str) -> Victim:
        return DeskVictim(name, source, folder, file, person, key, surroundings)

    yield desk("desk file", whole, "desk.db")
    yield desk("WAL", killed, "desk.db-wal")
    yield desk("side file of the journal", whole, "desk.head")
    yield desk_files.facts_file(whole)
    yield desk_files.key_file(whole, person, surroundings)
    yield desk_files.draft(whole, key, surroundings)
    yield desk_files.attachment(whole, key)
