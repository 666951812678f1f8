# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The journal misses nothing, and nobody can rewrite it unnoticed."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.versions import CREATION, read_versions, version_of
from branchdesk.store.database import Database
from branchdesk.store.journal import verify_chain
from branchdesk.store.tables import SYNCED
from tests.builders import NOW, build
from tests.store.desks import ACTOR, insert, open_desk, raw_connection

RECORD = SYNCED["service_record"]


def entries(database: Database, **wanted: Any) -> list[dict[str, Any]]:
    """Return the journal as dictionaries, oldest first."""
    with database.read() as reader:
        rows = reader.connection.exec_driver_sql("SELECT * FROM journal ORDER BY seq").mappings()
        found = [dict(row) for row in rows]
    for entry in found:
        for column in ("changes", "old", "base", "versions"):
            entry[column] = json.loads(entry[column])
    return [e for e in found if all(e[k] == v for k, v in wanted.items())]


def change(database: Database, uuid: UUID, **values: object) -> None:
    with database.write(ACTOR, NOW + timedelta(minutes=5)) as writer:
        writer.update("service_record", uuid, values)


@pytest.mark.parametrize("name", KINDS)
def test_inserts_and_updates_of_every_kind_are_captured(desk_database: Database, name: str) -> None:
    row = build(name)
    insert(desk_database, name, row)
    with desk_database.write(ACTOR, NOW) as writer:
        writer.update(name, row.uuid, {"deleted": True})
    inserted, updated = entries(desk_database, entity=name)
    assert (inserted["action"], updated["action"]) == ("insert", "update")
    filled = {f for f in row.__struct_fields__ if getattr(row, f) is not None} - {"uuid"}
    assert set(inserted["changes"]) == filled
    assert (updated["changes"], updated["old"]) == ({"deleted": 1}, {"deleted": 0})
    for entry in (inserted, updated):
        assert entry["row_id"] == row.uuid.bytes
        assert entry["actor"] == ACTOR.bytes
        assert entry["wall_time"] == int(NOW.timestamp() * 1000)
        assert entry["origin"] == ""
    link = KINDS[name].parent
    root = getattr(row, link.field) if link else getattr(row, "owner", None) or row.uuid
    assert inserted["root"] == root.bytes


def test_an_update_notes_old_and_new_of_what_changed_only(desk_database: Database) -> None:
    row = build("service_record")
    colleague = uuid4()
    insert(desk_database, "service_record", row)
    change(
        desk_database,
        row.uuid,
        handler=colleague,
        promised_answer_at=NOW,
        product="造价",
        state="open",
    )
    (entry,) = entries(desk_database, action="update")
    assert entry["changes"] == {
        "handler": colleague.hex,
        "promised_answer_at": int(NOW.timestamp() * 1000),
        "product": "造价",
    }
    assert entry["old"] == {"handler": None, "promised_answer_at": None, "product": ""}
    change(desk_database, row.uuid, handler=None)
    assert entries(desk_database, action="update")[1]["changes"] == {"handler": None}


def test_an_update_without_a_difference_writes_nothing(desk_database: Database) -> None:
    row = build("service_record")
    insert(desk_database, "service_record", row)
    before = desk_database.head()
    change(desk_database, row.uuid, state=row.state, product=row.product, handler=None)
    change(desk_database, row.uuid)
    assert desk_database.head() == before


def test_bulk_updates_are_captured_row_by_row(desk_database: Database) -> None:
    rows = [build("service_record") for _ in range(5)]
    insert(desk_database, "service_record", *rows)
    with desk_database.write(ACTOR, NOW) as writer:
        writer.connection.execute(update(RECORD).values(frozen=True))
        writer.connection.exec_driver_sql("UPDATE service_record SET late_entry = 1")
    updates = entries(desk_database, action="update")
    assert [e["changes"] for e in updates] == [{"frozen": 1}] * 5 + [{"late_entry": 1}] * 5
    assert {e["row_id"] for e in updates} == {row.uuid.bytes for row in rows}


@pytest.mark.parametrize("name", KINDS)
def test_rows_are_never_removed(desk_database: Database, name: str) -> None:
    row = build(name)
    insert(desk_database, name, row)
    with (
        pytest.raises(DBAPIError, match="never removed"),
        desk_database.write(ACTOR, NOW) as writer,
    ):
        writer.connection.execute(delete(SYNCED[name]))
    with desk_database.read() as reader:
        assert reader.get(name, row.uuid) == row


def _insert_and_fail(database: Database) -> None:
    with database.write(ACTOR, NOW) as writer:
        writer.insert("service_record", build("service_record"))
        writer.next_number("FW-GZ-2611-D01-")
        raise RuntimeError("changed my mind")


def test_a_refused_transaction_leaves_no_trace(desk_database: Database) -> None:
    before = desk_database.head()
    with pytest.raises(RuntimeError):
        _insert_and_fail(desk_database)
    assert desk_database.head() == before
    with desk_database.write(ACTOR, NOW) as writer:
        assert writer.count("service_record") == 0
        assert writer.next_number("FW-GZ-2611-D01-") == 1


def test_the_version_of_a_field_grows_with_every_change(desk_database: Database) -> None:
    row = build("service_record")
    insert(desk_database, "service_record", row)
    for product in ("甲", "乙", "丙"):
        change(desk_database, row.uuid, product=product)
    change(desk_database, row.uuid, state="in_progress")
    with desk_database.read() as reader:
        stored = reader.connection.execute(RECORD.select()).mappings().one()["versions"]
    versions = read_versions(json.loads(stored))
    assert version_of(versions, "product") == (4, 2, "D01/1")
    assert version_of(versions, "state") == (2, 2, "D01/1")
    assert version_of(versions, "solution") == (2, 2, "D01/1")  # travels with the state
    assert version_of(versions, "region") == versions[CREATION] == (1, 2, "D01/1")
    bases = [(e["base"], e["versions"]) for e in entries(desk_database, action="update")]
    assert bases[0] == ({"product": [1, 2, "D01/1"]}, {"product": [2, 2, "D01/1"]})
    assert bases[2] == ({"product": [3, 2, "D01/1"]}, {"product": [4, 2, "D01/1"]})


def test_an_edit_of_a_received_value_goes_beyond_its_version(desk_database: Database) -> None:
    row = build("service_record")
    insert(desk_database, "service_record", row)
    received = json.dumps({CREATION: [1, 1, "L01/1"], "product": [9, 3, "H01/1"]})
    with desk_database.write(None, NOW, journal=False) as writer:
        writer.connection.execute(update(RECORD).values(versions=received, product="总部改"))
    assert len(entries(desk_database)) == 1  # muted: the applier journals by itself
    change(desk_database, row.uuid, product="分公司改")
    (entry,) = entries(desk_database, action="update")
    assert entry["base"] == {"product": [9, 3, "H01/1"]}
    assert entry["versions"] == {"product": [10, 2, "D01/1"]}


def test_after_a_muted_transaction_the_journal_listens_again(desk_database: Database) -> None:
    with pytest.raises(RuntimeError), desk_database.write(None, NOW, journal=False):
        raise RuntimeError("stopped in the middle")
    insert(desk_database, "customer", build("customer"))
    assert len(entries(desk_database)) == 1


def test_history_tells_who_changed_what_when(desk_database: Database) -> None:
    row = build("service_record", handler=None, late_entry=False)
    insert(desk_database, "service_record", row)
    change(desk_database, row.uuid, late_entry=True, handler=ACTOR, occurred_at=NOW)
    with desk_database.read() as reader:
        found = reader.history("service_record", row.uuid)
    created = {e.field: e.new for e in found if e.at == NOW}
    assert created["contact_person"] == "张松"
    assert created["occurred_at"] == "2026-11-18T01:40:00.000Z"
    changed = {e.field: (e.old, e.new, e.actor) for e in found if e.at > NOW}
    assert changed == {
        "late_entry": ("False", "True", ACTOR),
        "handler": ("", str(ACTOR), ACTOR),
    }


def test_a_change_marks_the_record_as_not_yet_sent(desk_database: Database) -> None:
    record = build("service_record")
    other = build("service_record")
    insert(desk_database, "service_record", record, other)

    def sent() -> None:
        with desk_database.write(None, NOW, journal=False) as writer:
            writer.connection.execute(update(RECORD).values(exchange="receipted"))

    def state(row: Any) -> str:
        with desk_database.read() as reader:
            return reader.exchange_state("service_record", row.uuid)

    sent()
    assert (state(record), state(other)) == ("receipted", "receipted")
    change(desk_database, record.uuid, product="造价")
    assert (state(record), state(other)) == ("unpacked", "receipted")
    sent()
    insert(desk_database, "record_progress", build("record_progress", record=record.uuid))
    assert (state(record), state(other)) == ("unpacked", "receipted")
    sent()
    photo = build("attachment", owner_kind="service_record", owner=other.uuid)
    insert(desk_database, "attachment", photo)
    assert (state(record), state(other)) == ("receipted", "unpacked")


def test_a_transaction_reports_what_it_changed(desk_database: Database) -> None:
    record = build("service_record")
    progress = build("record_progress", record=record.uuid)
    with desk_database.write(ACTOR, NOW) as writer:
        writer.insert("record_progress", progress)
    assert writer.changes.rows == {
        "record_progress": frozenset({progress.uuid}),
        "service_record": frozenset({record.uuid}),
    }
    assert writer.changes.touches("service_record")
    assert not writer.changes.touches("visit")


def test_numbers_never_repeat(desk_database: Database) -> None:
    given = []
    for _ in range(3):
        with desk_database.write(ACTOR, NOW) as writer:
            given += [writer.next_number("FW-GZ-2611-D01-"), writer.next_number("FW-GZ-2611-D01-")]
            other = writer.next_number("XC-GZ-2611-D01-")
    assert given == [1, 2, 3, 4, 5, 6]
    assert other == 3


def test_numbers_go_on_after_a_restart(desk_database: Database) -> None:
    with desk_database.write(ACTOR, NOW) as writer:
        assert writer.next_number("FW-") == 1
    again = open_desk(desk_database.path.parent)
    with again.write(ACTOR, NOW) as writer:
        assert writer.next_number("FW-") == 2
    again.close()


# --- The chain -----------------------------------------------------------------------------------


def write_some(database: Database) -> None:
    row = build("service_record")
    insert(database, "service_record", row)
    for i in range(6):
        change(database, row.uuid, product=f"产品 {i}")


def findings(database: Database) -> dict[str, bool]:
    # The rows of these tests belong to customers and colleagues that were never written.
    told = {finding.check: finding.ok for finding in database.doctor()}
    return {check: ok for check, ok in told.items() if check != "references"}


def test_an_honest_journal_passes(desk_database: Database) -> None:
    assert all(findings(desk_database).values())
    write_some(desk_database)
    assert findings(desk_database) == {
        "pages": True,
        "journal_chain": True,
        "journal_tail": True,
        "journal_witness": True,
    }


@pytest.mark.parametrize(
    "forgery",
    [
        'UPDATE journal SET changes = \'{"product":"别的"}\' WHERE seq = 4',
        "UPDATE journal SET old = '{}' WHERE seq = 4",
        "UPDATE journal SET actor = x'00' WHERE seq = 4",
        "UPDATE journal SET wall_time = wall_time + 1 WHERE seq = 4",
        "UPDATE journal SET entity = 'visit' WHERE seq = 4",
        "UPDATE journal SET row_id = x'00' WHERE seq = 4",
        "UPDATE journal SET root = x'00' WHERE seq = 4",
        "UPDATE journal SET origin = 'L01' WHERE seq = 4",
        "UPDATE journal SET versions = '{}' WHERE seq = 4",
        "UPDATE journal SET base = '{}' WHERE seq = 4",
        "UPDATE journal SET chain = zeroblob(32) WHERE seq = 4",
        "UPDATE journal SET salt = zeroblob(16) WHERE seq = 4",
        'UPDATE journal SET salt = NULL, changes = \'{"product":"别的"}\' WHERE seq = 4',
        "UPDATE journal SET value_hash = zeroblob(32) WHERE seq = 4",
        "DELETE FROM journal WHERE seq = 4",
        "DELETE FROM journal WHERE seq = 1",
        "UPDATE journal SET seq = CASE seq WHEN 3 THEN -4 WHEN 4 THEN 3 END WHERE seq IN (3, 4)",
        (
            "INSERT INTO journal SELECT 8, x'01', entity, row_id, root, action, changes, old, base,"
            " versions, schema_version, actor, wall_time, origin, salt, value_hash, chain"
            " FROM journal WHERE seq = 7"
        ),
    ],
)
def test_a_rewritten_journal_is_noticed(desk_database: Database, forgery: str) -> None:
    write_some(desk_database)
    raw = raw_connection(desk_database.path)
    raw.execute(forgery)
    raw.close()
    assert findings(desk_database)["journal_chain"] is False


def test_a_cut_tail_is_noticed_by_the_side_file(desk_database: Database) -> None:
    write_some(desk_database)
    raw = raw_connection(desk_database.path)
    raw.execute("DELETE FROM journal WHERE seq > 5")
    raw.close()
    assert findings(desk_database)["journal_chain"] is True  # what is left fits
    assert findings(desk_database)["journal_tail"] is False
    again = open_desk(desk_database.path.parent)
    assert again.missing_at_start == 2
    again.close()


def test_a_tail_that_was_written_anew_is_noticed(desk_database: Database) -> None:
    write_some(desk_database)
    kept = desk_database.head_file.read()
    raw = raw_connection(desk_database.path)
    raw.execute("DELETE FROM journal WHERE seq > 5")
    raw.close()
    row = build("customer")
    insert(desk_database, "customer", row, build("customer"))
    assert kept is not None
    desk_database.head_file.write(kept)
    assert findings(desk_database) == {
        "pages": True,
        "journal_chain": True,
        "journal_tail": False,
        "journal_witness": True,
    }


def test_a_side_file_that_stayed_behind_is_no_loss(desk_database: Database) -> None:
    write_some(desk_database)
    behind = desk_database.head_file.read()
    insert(desk_database, "customer", build("customer"))
    assert behind is not None
    desk_database.head_file.write(behind)
    assert findings(desk_database)["journal_tail"] is True


@pytest.mark.expected_log("side file")
def test_a_side_file_that_cannot_be_written_loses_no_commit(desk_database: Database) -> None:
    head = desk_database.path.with_suffix(".head")
    head.unlink(missing_ok=True)
    head.mkdir()
    row = build("customer")
    insert(desk_database, "customer", row)
    with desk_database.read() as reader:
        assert reader.get("customer", row.uuid) == row
    head.rmdir()


def test_destroyed_values_leave_the_chain_valid(desk_database: Database) -> None:
    write_some(desk_database)
    with desk_database.write(None, NOW, journal=False) as writer:
        writer.connection.exec_driver_sql(
            "UPDATE journal SET changes = '{}', old = '{}', salt = NULL WHERE seq IN (2, 3)"
        )
        assert verify_chain(writer.connection) == []
    assert all(findings(desk_database).values())


def test_reading_personal_data_is_noted(desk_database: Database) -> None:
    row = build("customer")
    insert(desk_database, "customer", row)
    with desk_database.write(ACTOR, NOW) as writer:
        writer.log_reading("customer", row.uuid, {"phone", "name"})
    with desk_database.read() as reader:
        (entry,) = reader.connection.exec_driver_sql("SELECT * FROM reading").mappings()
    assert entry["fields"] == "name,phone"
    assert (entry["actor"], entry["row_id"]) == (ACTOR.bytes, row.uuid.bytes)


def test_settings_are_kept(desk_database: Database) -> None:
    with desk_database.write(None, NOW) as writer:
        assert writer.setting("language", "zh_CN") == "zh_CN"
        writer.set_setting("language", "en")
        writer.set_setting("language", "zh_CN")
        assert writer.setting("language") == "zh_CN"
