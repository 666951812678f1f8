# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Exchanging with the parent desk and the child desks, by mailbox or by single files."""

from pathlib import Path
from uuid import UUID

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import BundleEntry, Conflict, Link, Refusal, Waiting
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import EXCHANGERS
from branchdesk.domain.text import T, Text
from branchdesk.services import rights
from branchdesk.services.conflicts import settle
from branchdesk.services.decisions import (
    TELL_THEM,
    Decisions,
    decisions,
    fields_in_conflict,
    refusal_words,
)
from branchdesk.services.exchange_ports import Courier, ExchangeStore, Progress
from branchdesk.services.exchange_receiving import Receiving
from branchdesk.services.exchange_report import ExchangeReport, Received
from branchdesk.services.exchange_sending import Sending
from branchdesk.services.ports import BlobStore
from branchdesk.services.session import Session


def _silent(done: int, total: int) -> None:
    del done, total


class Exchange:
    """Sends what is due and takes in what has come; safe to call again at any time."""

    def __init__(
        self, session: Session, store: ExchangeStore, courier: Courier, blobs: BlobStore
    ) -> None:
        """Work for the desk of the session."""
        self._session = session
        self._store = store
        self._courier = courier
        self._receiving = Receiving(session, store, courier)
        self._sending = Sending(session, store, courier, blobs)

    # -- what a person starts -----------------------------------------------------------------

    def run(self, mailbox: str = "", progress: Progress = _silent) -> ExchangeReport:
        """Take in what lies in the mailbox, then send what is due.

        ``mailbox`` defaults to the desk's setting. Raises UserError when it cannot be reached.
        """
        self._require_right()
        mailbox = mailbox or self.mailbox()
        received, missing, problems = self._receiving.receive_all(mailbox)
        problems += [_refused(refusal) for taken in received for refusal in taken.refused]
        if received:
            with self._store.read() as (_, streams):
                problems += [_contradicted(peer) for peer in streams.contradicting()]
        sent = self._sending.send_all(mailbox, progress)
        return ExchangeReport(tuple(sent), tuple(received), tuple(missing), tuple(problems))

    def mailbox(self) -> str:
        """Return the desk's mailbox; raises UserError when none is set."""
        with self._session.store.read() as reader:
            place = reader.setting("mailbox")
        if not place:
            raise UserError(
                T("No exchange folder is set"),
                T("This desk does not know where to put and find files for other desks."),
                T("Choose a folder in the settings, or exchange by single files."),
            )
        return place

    def set_mailbox(self, place: str) -> None:
        """Store the desk's mailbox."""
        self._require_right()
        with self._session.store.write(
            self._session.actor.staff, self._session.clock.now()
        ) as writer:
            writer.set_setting("mailbox", place)

    def import_file(self, path: Path) -> Received:
        """Take in a single file, whatever it is called; the same one twice changes nothing.

        Raises UserError when it is not for this desk, not ours, damaged, or an earlier one is
        missing.
        """
        self._require_right()
        with self._courier.open_file(path) as opened:
            return self._receiving.take_in(opened)

    def export_files(self, folder: Path, peer: str = "") -> list[Path]:
        """Write what is due to every linked desk (or one) as files with a name people read.

        The rows show ``sent``, as the file is now in the person's hands.
        """
        self._require_right()
        return self._sending.export_files(folder, peer)

    def _require_right(self) -> None:
        rights.require_roles(self._session, EXCHANGERS[self._session.desk.role])

    def build_for(self, peer: str) -> None:
        """Build what was released to a peer into the outbox; the next exchange sends it."""
        self._sending.build_due_for(peer)

    def links(self) -> list[Link]:
        """Return the desks this one exchanges with."""
        with self._store.read() as (_, streams):
            return streams.links()

    def diary(self) -> list[BundleEntry]:
        """Return the bundles that were built and taken in, newest first."""
        with self._store.read() as (_, streams):
            return streams.bundles()

    def is_delivered(self, bundle_id: str) -> bool:
        """Tell whether a bundle of this desk was put into a mailbox or written as a file."""
        with self._store.read() as (_, streams):
            entry = streams.bundle(bundle_id)
        return entry is not None and entry.delivered_at is not None

    def conflicts(self) -> list[Conflict]:
        """Return the open conflicts."""
        with self._store.read() as (_, streams):
            return streams.conflicts()

    def settle_conflict(self, conflict_id: int, *, take_other: bool) -> Changes:
        """Close a conflict, keeping what is in force or writing the other value (R-011).

        Raises UserError when it is not open, not the person's to decide, or does not fit.
        """
        return settle(self._session, self._store, conflict_id, take_other=take_other)

    def decisions(self) -> Decisions:
        """Return what waits for people, in their words; what is confidential of it is logged."""
        return decisions(self._session, self._store)

    def fields_in_conflict(self, row: UUID) -> tuple[Text, ...]:
        """Return the labels of the fields with two values of a record, visit or customer file."""
        return fields_in_conflict(self._store, row)

    def refusals(self) -> list[Refusal]:
        """Return the changes of this desk that another one would not apply, with its reasons."""
        with self._store.read() as (_, streams):
            return streams.refusals()

    def waiting(self) -> list[Waiting]:
        """Return the changes of other desks that wait for something that is not here yet."""
        with self._store.read() as (_, streams):
            return streams.waiting()


def _contradicted(peer: str) -> UserError:
    return UserError(
        T("{peer} knows other entries of this computer", peer=peer),
        T("Entries that were sent earlier are missing here or were rewritten."),
        T("Check the data. Tell the people at {peer} if nobody restored a backup.", peer=peer),
    )


def _refused(refusal: Refusal) -> UserError:
    kind = KINDS.get(refusal.kind)
    return UserError(
        T("{peer} did not take a change", peer=refusal.peer),
        T(
            "A change of “{kind}” was refused: {reason}.",
            kind=kind.label if kind else refusal.kind,
            reason=refusal_words(refusal.reason),
        ),
        TELL_THEM,
    )
