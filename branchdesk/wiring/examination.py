# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``doctor`` over everything a desk keeps: database, journal, receipts, attachments, drafts."""

from typing import TYPE_CHECKING

from branchdesk.domain.kinds.month import MonthReceipt
from branchdesk.services.month_receipts import receipt_statement
from branchdesk.store.examination import Finding
from branchdesk.store.witness import has_entry

if TYPE_CHECKING:
    from branchdesk.wiring.desk import Desk


def examine_desk(desk: "Desk") -> list[Finding]:
    """Return all findings; damaged pages keep only those checks from running that read rows."""
    findings = desk.database.doctor()
    readable = findings[0].ok
    if readable:
        findings[-1] = _with_receipts(findings[-1], _contradicting_receipts(desk))
    wrong = [f"{name[:12]} damaged" for name in desk.blobs.verify_all()]
    if readable:
        wrong += [f"{name[:12]} missing" for name in _missing_attachments(desk)]
    findings.append(Finding("attachments", not wrong, ", ".join(wrong)))
    aside = desk.drafts.waiting().damaged
    findings.append(Finding("drafts", aside == 0, str(aside) if aside else ""))
    return findings


def _with_receipts(witness: Finding, receipts: list[str]) -> Finding:
    """Headquarters' receipts for months are witnesses of the journal, too."""
    detail = ", ".join(part for part in (witness.detail, *receipts) if part)
    return Finding(witness.check, witness.ok and not receipts, detail)


def _contradicting_receipts(desk: "Desk") -> list[str]:
    """Return the months whose receipt is not headquarters' or knows another journal.

    Only deliveries this desk remembers are held against its journal: a restored or newly set up
    desk gets receipts for what its predecessor delivered.
    """
    found = []
    with desk.exchange_store.read() as (reader, streams):
        parent = streams.parent()
        if parent is None:
            return []
        delivered = {
            (entry.period, entry.revision, entry.journal_count)
            for entry in streams.bundles("out")
            if entry.period and entry.peer == parent.peer
        }
        receipts: list[MonthReceipt] = reader.find("month_receipt")
        for receipt in receipts:
            if receipt.branch_code != desk.facts.branch_code:
                continue
            genuine = desk.courier.signature_fits(
                parent.minisign, receipt_statement(receipt), receipt.signature
            )
            count, head = receipt.journal_count, receipt.journal_head
            known = (receipt.period, receipt.revision, count) in delivered and count > 0
            fits = not known or has_entry(reader.connection, count, head)
            if not (genuine and fits):
                found.append(f"{receipt.period}/{receipt.revision}")
    return found


def _missing_attachments(desk: "Desk") -> list[str]:
    """Return the SHA-256 of attachments whose file is gone though it was here."""
    with desk.database.read() as reader:
        rows = reader.connection.exec_driver_sql(
            "SELECT DISTINCT a.sha256 FROM attachment a JOIN journal j ON j.row_id = a.uuid"
            " WHERE NOT a.deleted AND j.entity = 'attachment' AND j.action = 'insert'"
            " AND j.origin = ''"
        ).all()
    return [sha256 for (sha256,) in rows if not desk.blobs.has(sha256)]
