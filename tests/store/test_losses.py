# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What is missing is noticed, by the side file, by other desks and by what points to nothing."""

import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import Link, StreamReceipt
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.store.database import Database
from branchdesk.store.examination import references
from branchdesk.store.losses import forget_loss, note_tail, noted_loss
from branchdesk.store.streams import Streams
from tests.builders import NOW, build
from tests.store.desks import ACTOR, insert, open_desk, raw_connection
from tests.store.test_journal import write_some


def wrong(database: Database) -> set[str]:
    """Return the journal checks that found something."""
    return {f.check for f in database.doctor() if not f.ok} - {"references"}


@pytest.mark.parametrize("content", [None, b"", b"x" * 72, b"x" * 80, b"x" * 100])
def test_a_side_file_that_is_gone_or_not_ours_is_a_finding(
    desk_database: Database, content: bytes | None
) -> None:
    write_some(desk_database)
    side = desk_database.head_file.path
    side.unlink() if content is None else side.write_bytes(content)
    assert wrong(desk_database) == {"journal_tail"}
    again = open_desk(desk_database.path.parent)
    assert again.tail_at_start.unknown
    again.close()
    insert(desk_database, "customer", build("customer"))
    assert desk_database.head_file.read() == desk_database.head()


def test_the_side_file_is_there_from_the_first_moment(desk_database: Database) -> None:
    assert desk_database.head_file.read() == desk_database.head()
    desk_database.head_file.path.unlink()
    assert wrong(desk_database) == set()  # nothing was ever written


def test_a_cut_tail_and_the_side_file_with_it_are_noticed(desk_database: Database) -> None:
    write_some(desk_database)
    desk_database.head_file.path.unlink()
    raw = raw_connection(desk_database.path)
    raw.execute("DELETE FROM journal WHERE seq > 5")
    raw.close()
    assert wrong(desk_database) == {"journal_tail"}


def test_a_lost_commit_without_entries_is_noticed(desk_database: Database) -> None:
    write_some(desk_database)
    with desk_database.write(ACTOR, NOW) as writer:
        writer.set_setting("mailbox", "E:/first")
    desk_database.close()
    folder, before = desk_database.path.parent, desk_database.path.parent.with_name("before")
    shutil.copytree(folder, before)
    again = open_desk(folder)
    with again.write(ACTOR, NOW) as writer:
        writer.set_setting("mailbox", "E:/second")
    assert wrong(again) == set()
    again.close()
    shutil.copy(before / "desk.db", folder / "desk.db")
    lost = open_desk(folder)
    assert (lost.missing_at_start, wrong(lost)) == (1, {"journal_tail"})
    lost.close()


def test_a_commit_that_changes_nothing_is_not_counted(desk_database: Database) -> None:
    write_some(desk_database)
    before = desk_database.head_file.path.read_bytes()
    with desk_database.write(ACTOR, NOW):
        pass
    assert desk_database.head_file.path.read_bytes() == before


def test_a_loss_is_told_until_somebody_took_note(desk_database: Database) -> None:
    write_some(desk_database)
    with desk_database.read() as reader:
        desk_database.head_file.path.unlink()
        tail = desk_database.head_file.tail(reader.connection)
    with desk_database.write(None, NOW) as writer:
        note_tail(writer.connection, tail)
    assert wrong(desk_database) == {"journal_tail"}  # though the side file is there again
    with desk_database.write(None, NOW) as writer:
        forget_loss(writer.connection)
        assert noted_loss(writer.connection) is None
    assert wrong(desk_database) == set()


def test_a_data_file_that_is_gone_is_not_begun_anew(desk_database: Database) -> None:
    write_some(desk_database)
    desk_database.close()
    desk_database.path.unlink()
    with pytest.raises(UserError, match="data file is missing"):
        open_desk(desk_database.path.parent)
    assert not desk_database.path.exists()


# --- Witnesses -----------------------------------------------------------------------------------


def receipt(database: Database, *, epoch: str = "e1") -> StreamReceipt:
    head = database.head()
    return StreamReceipt(
        epoch=epoch, applied_through=0, journal_head=head.hex, journal_count=head.count
    )


def take(database: Database, told: StreamReceipt) -> None:
    with database.write(None, NOW) as writer:
        Streams(writer.connection).take_receipt("HQ", told)


def linked(database: Database) -> None:
    with database.write(None, NOW) as writer:
        Streams(writer.connection).save_link(
            Link(
                peer="HQ",
                relation="parent",
                role="hq",
                name="总部客服中心",
                node="0" * 32,
                minisign="",
                age="",
                certificate="",
                out_epoch="e1",
            )
        )


def cut_and_cover(database: Database) -> None:
    """Cut the tail and make the side file fit, as whoever has the key could."""
    raw = raw_connection(database.path)
    raw.execute("DELETE FROM journal WHERE seq > 5")
    raw.close()
    database.head_file.write(database.head(), 99)


def test_what_another_desk_has_seen_cannot_be_cut(desk_database: Database) -> None:
    linked(desk_database)
    write_some(desk_database)
    take(desk_database, receipt(desk_database))
    assert wrong(desk_database) == set()
    cut_and_cover(desk_database)
    assert "journal_witness" in wrong(desk_database)


def test_a_receipt_shows_what_was_cut_before(desk_database: Database) -> None:
    linked(desk_database)
    write_some(desk_database)
    told = receipt(desk_database)
    cut_and_cover(desk_database)
    insert(desk_database, "customer", *(build("customer") for _ in range(3)))
    assert "journal_witness" not in wrong(desk_database)
    take(desk_database, told)
    assert "journal_witness" in wrong(desk_database)
    with desk_database.read() as reader:
        assert Streams(reader.connection).contradicting() == ("HQ",)


def test_a_stream_that_began_anew_has_no_witness(desk_database: Database) -> None:
    linked(desk_database)
    write_some(desk_database)
    told = receipt(desk_database)
    cut_and_cover(desk_database)
    with desk_database.write(None, NOW) as writer:
        Streams(writer.connection).restart("HQ", tell_own=False)
    take(desk_database, told)
    assert "journal_witness" not in wrong(desk_database)


# --- References ----------------------------------------------------------------------------------


def test_a_reference_to_nothing_is_named(desk_database: Database) -> None:
    customer = build("customer")
    absent = uuid4()
    insert(desk_database, "customer", customer)
    record = build("service_record", customer=customer.uuid, handler=None, first_contact_owner=None)
    insert(desk_database, "service_record", record)
    assert all(f.ok for f in desk_database.doctor())
    with desk_database.write(ACTOR, NOW) as writer:
        writer.update("service_record", record.uuid, {"customer": absent})
    (finding,) = (f for f in desk_database.doctor() if not f.ok)
    assert finding.check == "references"
    assert finding.detail == f"service_record {record.uuid}.customer → {absent}"


def test_every_described_reference_is_checked() -> None:
    described = {
        (kind.name, field.name, field.facts.refers)
        for kind in KINDS.values()
        for field in kind.fields.values()
        if field.facts.refers
    }
    checked = {(kind, field, targets[0]) for kind, field, targets in references()}
    assert described <= checked
    assert ("service_record", "customer", "customer") in checked
    assert {field for _, field, _ in checked} >= {"owner", "visit", "record", "handler"}


def test_copying_the_whole_folder_is_no_loss(desk_database: Database, tmp_path: Path) -> None:
    write_some(desk_database)
    copied = Path(shutil.copytree(desk_database.path.parent, tmp_path / "copied"))
    again = open_desk(copied)
    assert (again.tail_at_start.whole, wrong(again)) == (True, set())
    again.close()
