# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Is everything a desk keeps as it was left? Database, journal, receipts, attachments, drafts."""

from collections.abc import Callable
from uuid import UUID

from branchdesk.domain.clock import Clock
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.month import MonthReceipt
from branchdesk.services.desk_care import Trouble
from branchdesk.services.drafts import Drafts
from branchdesk.services.month_receipts import receipt_statement
from branchdesk.store.blobs import EncryptedBlobs
from branchdesk.store.database import Database
from branchdesk.store.examination import Finding
from branchdesk.store.exchange_store import ExchangeStore
from branchdesk.store.journal import tail_lost
from branchdesk.store.losses import forget_loss, note_tail, noted_loss
from branchdesk.store.witness import has_entry
from branchdesk.wiring.courier import BundleCourier


class Examination:
    """Looks at an open desk."""

    def __init__(
        self,
        database: Database,
        store: ExchangeStore,
        blobs: EncryptedBlobs,
        clock: Clock,
        *,
        branch: str,
        courier: Callable[[], BundleCourier],
        drafts: Callable[[], Drafts],
    ) -> None:
        """``courier`` and ``drafts`` are made only when they are looked at."""
        self._database = database
        self._store = store
        self._blobs = blobs
        self._clock = clock
        self._branch = branch
        self._courier = courier
        self._drafts = drafts

    def check(self) -> list[Finding]:
        """Return all findings; damaged pages keep only those checks from running that read rows."""
        findings = self._database.doctor()
        readable = findings[0].ok
        if readable:
            findings[-1] = _with_receipts(findings[-1], self._contradicting_receipts())
        wrong = [f"{name[:12]} damaged" for name in self._blobs.verify_all()]
        if readable:
            wrong += [f"{name[:12]} missing" for name in self._missing_attachments()]
        findings.append(Finding("attachments", not wrong, ", ".join(wrong)))
        aside = self._drafts().waiting().damaged
        findings.append(Finding("drafts", aside == 0, str(aside) if aside else ""))
        return findings

    def look_for_damage(self) -> Trouble | None:
        """Check every page, and tell of missing entries nobody has taken note of; None is well.

        For a worker after unlocking: it takes about a second for each 250 MB.
        """
        try:
            self._database.check_integrity()
            with self._database.read() as reader:
                loss = noted_loss(reader.connection)
        except UserError as error:
            return Trouble(error, passing=False)
        if loss is None or not (loss.missing or loss.unknown):
            return None
        return Trouble(tail_lost(loss.missing), passing=True)

    def take_note_of_loss(self, person: UUID) -> None:
        """Stop telling of missing entries: somebody has read it."""
        with self._database.write(person, self._clock.now()) as writer:
            forget_loss(writer.connection)

    def note_tail_loss(self) -> None:
        """Keep what the side file said at the opening, until somebody has read it."""
        with self._database.write(None, self._clock.now()) as writer:
            note_tail(writer.connection, self._database.tail_at_start)

    def _contradicting_receipts(self) -> list[str]:
        """Return the months whose receipt is not headquarters' or knows another journal.

        Only deliveries this desk remembers are held against its journal: a restored or newly set
        up desk gets receipts for what its predecessor delivered.
        """
        found = []
        with self._store.read() as (reader, streams):
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
                if receipt.branch_code != self._branch:
                    continue
                genuine = self._courier().signature_fits(
                    parent.minisign, receipt_statement(receipt), receipt.signature
                )
                count, head = receipt.journal_count, receipt.journal_head
                known = (receipt.period, receipt.revision, count) in delivered and count > 0
                fits = not known or has_entry(reader.connection, count, head)
                if not (genuine and fits):
                    found.append(f"{receipt.period}/{receipt.revision}")
        return found

    def _missing_attachments(self) -> list[str]:
        """Return the SHA-256 of attachments that were added here and whose file is gone."""
        with self._database.read() as reader:
            rows = reader.connection.exec_driver_sql(
                "SELECT DISTINCT a.sha256 FROM attachment a JOIN journal j ON j.row_id = a.uuid"
                " WHERE NOT a.deleted AND j.entity = 'attachment' AND j.action = 'insert'"
                " AND j.origin = ''"
            ).all()
        return [sha256 for (sha256,) in rows if not self._blobs.has(sha256)]


def _with_receipts(witness: Finding, receipts: list[str]) -> Finding:
    """Headquarters' receipts for months are witnesses of the journal, too."""
    detail = ", ".join(part for part in (witness.detail, *receipts) if part)
    return Finding(witness.check, witness.ok and not receipts, detail)
