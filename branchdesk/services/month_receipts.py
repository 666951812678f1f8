# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What headquarters signs when it decides on a month (R-113)."""

from branchdesk.domain.day_words import period_words
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import Link
from branchdesk.domain.kinds.month import MonthReceipt
from branchdesk.domain.signature import canonical_json
from branchdesk.domain.text import T
from branchdesk.services.exchange_ports import Courier
from branchdesk.services.ports import Writer

MONTH_RECEIPT = "month_receipt"


def require_signed_receipts(writer: Writer, sender: Link, courier: Courier) -> None:
    """Raise UserError when this transaction brought a receipt its sender did not sign."""
    for uuid in writer.changes.rows.get(MONTH_RECEIPT, frozenset()):
        receipt: MonthReceipt | None = writer.get(MONTH_RECEIPT, uuid)
        if receipt is None or courier.signature_fits(
            sender.minisign, receipt_statement(receipt), receipt.signature
        ):
            continue
        raise UserError(
            T("A receipt is not signed by headquarters"),
            T(
                "The receipt for {period} carries no fitting signature.",
                period=period_words(receipt.period),
            ),
            T("Do not rely on it. Call headquarters."),
        )


def receipt_statement(receipt: MonthReceipt) -> bytes:
    """Return the bytes headquarters signs: what was decided about which content."""
    return canonical_json(
        {
            "branch": receipt.branch_code,
            "period": receipt.period,
            "revision": receipt.revision,
            "state": receipt.state,
            "records": receipt.records,
            "digest": receipt.digest,
            "reason": receipt.reason,
            "journal_head": receipt.journal_head,
            "journal_count": receipt.journal_count,
        }
    )
