# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The commands one by one: shapes, exit codes, what the person is told."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from branchdesk.cli import has_command
from branchdesk.domain.clock import SystemClock
from branchdesk.domain.errors import UserError
from branchdesk.reports.copies import with_copy_mark
from branchdesk.reports.fonts import FontBook
from branchdesk.runtime.fonts import FontFiles
from branchdesk.runtime.paths import find_resources
from branchdesk.wiring.founding import unlock_desk
from branchdesk.wiring.key_export import export_age_identity
from tests.cli.conftest import PASSPHRASE, Terminal, cheap_surroundings
from tests.cli.documents import call, customer
from tests.cli.test_whole_month import close_month, exchange, work_on_site


def test_a_new_desk_says_where_it_is_and_how_to_recover_it(terminal: Terminal) -> None:
    new = ("new", "--role", "branch", "--code", "GZ", "--name", "广州分公司")
    made = terminal.ask("GZ", "--user", "王敏", *new)
    assert {k: made[k] for k in ("desk", "code", "role")} == {
        "desk": str(terminal.home / "GZ"),
        "code": "GZ",
        "role": "branch",
    }
    assert len(made["recovery_code"].replace("-", "")) == 20
    assert "王敏" in str(terminal.ask("GZ", "staff", "list"))
    assert terminal.refuse("GZ", *new)
    # The only desk of the machine need not be named.
    assert terminal.run("record", "list", "--json").value == []


def test_a_wrong_passphrase_and_a_stranger_are_refused(company: Terminal) -> None:
    assert "赵无" in company.refuse("GZ", "--user", "赵无", "record", "list")
    company.environment = {"BRANCHDESK_PASSPHRASE": "guessed-2026"}
    assert company.refuse("GZ", "record", "list")
    company.environment = {}
    assert "BRANCHDESK_PASSPHRASE" in company.refuse("GZ", "record", "list")


def test_the_passphrase_comes_from_a_file(company: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "passphrase.txt"
    file.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    company.environment = {}
    assert company.ask("GZ", "--passphrase-file", file, "record", "list") == []


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["record", "list", "--limit", "0"],
        ["record", "list", "--filter", "period"],
        ["month", "check"],
        ["export", "record"],
        ["--today", "tomorrow", "record", "list"],
        ["new", "--role", "king", "--code", "GZ", "--name", "x"],
    ],
)
def test_wrong_usage_is_exit_code_2(company: Terminal, words: list[str]) -> None:
    answer = company.run("--desk", company.home / "GZ", *words)
    assert (answer.code, answer.text) == (2, "")
    assert answer.messages


def test_json_is_accepted_before_and_after_every_command(company: Terminal) -> None:
    desk = ("--desk", company.home / "GZ")
    before = company.run(*desk, "--json", "record", "list")
    after = company.run(*desk, "record", "list", "--json")
    assert before.value == after.value == []


def test_without_json_people_get_a_table_in_their_language(company: Terminal) -> None:
    company.ask("GZ", "customer", "add", "-", stdin=customer())
    desk = ("--desk", company.home / "GZ")
    chinese = company.run(*desk, "customer", "list").text
    assert "编号" in chinese
    assert "栩川路桥工程有限公司" in chinese
    english = company.run(*desk, "--language", "en", "customer", "list").text
    assert "Number" in english


def test_rows_are_added_listed_filtered_shown_and_stepped(company: Terminal) -> None:
    file = company.ask("GZ", "customer", "add", "-", stdin=customer())
    assert set(file) == {"number", "uuid", "state", "changes"}
    assert f"customer:{file['uuid']}" in file["changes"]
    shown = company.ask("GZ", "customer", "show", file["number"])
    assert [c["name"] for c in shown["children"]["contact"]] == ["张松"]
    draft = company.ask("GZ", "record", "add", "-", stdin={"draft": True, "category": "usage"})
    assert draft["state"] == "draft"
    open_ = company.ask("GZ", "record", "add", "-", stdin=call(file["number"]))
    listed = company.ask("GZ", "record", "list", "--filter", "state=open")
    assert [row["number"] for row in listed] == [open_["number"]]
    assert listed[0]["occurred_at"] == "2026-11-20T00:00:00+08:00"
    assert {"number", "uuid", "state", "exchange"} <= set(listed[0])
    mine = company.ask("GZ", "record", "list", "--filter", f"customer={file['number']}")
    assert [row["uuid"] for row in mine] == [open_["uuid"]]
    assert len(company.ask("GZ", "record", "list", "--limit", "1")) == 1

    stepped = company.ask("GZ", "record", "step", open_["number"], "acknowledge")
    assert stepped["number"] == open_["number"]
    told = company.refuse("GZ", "record", "step", open_["number"], "visit_done")
    assert "acknowledge" in told
    assert "edit" in told
    changed = {"problem_description": "计量支付第 8 期打不开"}
    company.ask("GZ", "record", "step", open_["uuid"], "edit", "-", stdin=changed)
    shown = company.ask("GZ", "record", "show", open_["uuid"])
    assert shown["problem_description"] == "计量支付第 8 期打不开"


def test_a_sheet_is_never_signed_by_a_mere_change_of_state(company: Terminal) -> None:
    file = company.ask("GZ", "customer", "add", "-", stdin=customer())
    record = company.ask("GZ", "record", "add", "-", stdin=call(file["number"]))["number"]
    company.ask("GZ", "record", "step", record, "plan_visit", "-", stdin={})
    (visit,) = company.ask("GZ", "visit", "list")
    arrived = {"location": "一号路 1 号"}
    company.ask("GZ", "visit", "step", visit["number"], "confirm", "-", stdin={
        "appointment_at": "2026-11-20T09:00:00+08:00", "agreed_with": "张松",
    })  # fmt: skip
    company.ask("GZ", "visit", "step", visit["number"], "arrive", "-", stdin=arrived)
    for event in ("sign", "sign_later", "request_waiver", "leave_unsigned"):
        company.refuse("GZ", "visit", "step", visit["number"], event)
    assert company.ask("GZ", "visit", "show", visit["number"])["state"] == "on_site"


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(company: Terminal, content: bytes) -> None:
    assert company.refuse("GZ", "record", "add", "-", stdin=content)


def test_unknown_rows_fields_and_values_are_refused_in_words(company: Terminal) -> None:
    assert "FW-GZ-2611-D01-9999" in company.refuse("GZ", "record", "show", "FW-GZ-2611-D01-9999")
    assert "colour" in company.refuse("GZ", "record", "list", "--filter", "colour=red")
    assert "late_entry" in company.refuse("GZ", "record", "list", "--filter", "late_entry=maybe")
    assert company.refuse("GZ", "close", "add", "-", stdin={})
    assert company.refuse("GZ", "product", "add", "-", stdin={"code": "ZJ", "name": "造价"})
    added = company.ask("HQ", "product", "add", "-", stdin={"code": "ZJ", "name": "造价软件"})
    exchange(company, "HQ", "GZ")
    assert company.ask("GZ", "product", "show", added["uuid"])["name"] == "造价软件"


def test_people_get_roles_and_leave(company: Terminal) -> None:
    person = {"name": "何静", "roles": ["service_agent"]}
    added = company.ask("GZ", "staff", "add", "-", stdin=person)
    company.ask(
        "GZ", "staff", "step", added["uuid"], "set_roles", "-", stdin={"roles": ["archivist"]}
    )
    company.ask("GZ", "staff", "step", added["uuid"], "leave")
    shown = company.ask("GZ", "staff", "show", added["uuid"])
    assert (shown["roles"], shown["active"], shown["number"]) == ("archivist", False, "")
    assert company.refuse("GZ", "staff", "add", "-", stdin={"name": "何静", "roles": ["king"]})


def test_search_finds_by_part_of_a_name(company: Terminal) -> None:
    file = company.ask("GZ", "customer", "add", "-", stdin=customer())
    (hit,) = company.ask("GZ", "search", "路桥")
    assert (hit["kind"], hit["number"]) == ("customer", file["number"])
    assert {"title", "match", "score"} <= set(hit)


def test_a_month_with_a_block_is_exit_code_3(company: Terminal) -> None:
    period = ("--period", "2026-11")
    answer = company.run("--desk", company.home / "GZ", "month", "check", *period, "--json")
    assert answer.code == 3
    assert {"number", "rule", "message"} <= set(answer.value["block"][0])
    status = company.ask("GZ", "month", "status", *period)
    assert status["block"] == answer.value["block"]
    company.today = "2026-11-28"
    company.refuse("GZ", "month", "close", *period)


def test_sheets_copies_and_forgeries_are_told_apart(
    company: Terminal, tmp_path: Path, font_files: FontFiles
) -> None:
    _, visit = work_on_site(company)
    original, copy, forged = (tmp_path / f"{name}.pdf" for name in ("original", "copy", "forged"))
    written = company.ask("L01", "visit", "sheet", visit, "-o", original)
    assert written["pages"] == 1
    pdf = original.read_bytes()
    copy.write_bytes(with_copy_mark(pdf, "客户联", FontBook(font_files, [])))
    forged.write_bytes(pdf + b"\n% another revision\n")
    answer = company.run("--desk", company.home / "L01", "verify", original, copy, forged, "--json")
    assert answer.code == 3
    assert [(r["kind"], r["ok"]) for r in answer.value] == [
        ("sheet", True),
        ("copy", True),
        ("sheet", False),
    ]
    assert "客户联" in answer.value[1]["reasons"][0]
    # The branch renders the same bytes from what the laptop sent.
    exchange(company, "L01", "GZ")
    company.ask("GZ", "verify", original)
    assert company.run("--desk", company.home / "HQ", "verify", original, "--json").code == 3


def test_bundles_are_verified_from_both_ends(company: Terminal, tmp_path: Path) -> None:
    work_on_site(company)
    bundle = close_month(company)["bundle"]
    exchange(company, "GZ")
    joined, cut = tmp_path / "joined", tmp_path / "cut"
    company.ask("HQ", "bundle", "join", bundle, "-o", joined)
    cut.write_bytes(joined.read_bytes()[:-40])
    for desk in ("HQ", "GZ"):
        (good,) = company.ask(desk, "bundle", "verify", joined)
        assert (good["kind"], good["ok"], good["reasons"]) == ("bundle", True, [])
        answer = company.run("--desk", company.home / desk, "verify", joined, cut, "--json")
        assert (answer.code, [r["ok"] for r in answer.value]) == (3, [True, False])
        assert answer.value[1]["reasons"]
    listed = company.ask("GZ", "bundle", "list")
    assert [e["state"] for e in listed if e["bundle"] == bundle] == ["sent"]
    facts = company.ask("HQ", "bundle", "inspect", joined)
    assert facts["header"]["bundle_id"] == bundle
    assert company.ask("GZ", "bundle", "inspect", joined)["header"] is None
    assert company.refuse("GZ", "bundle", "join", "../../etc", "-o", joined)


def test_taking_out_the_identity_needs_the_passphrase_and_leaves_a_trace(
    company: Terminal, tmp_path: Path
) -> None:
    written = company.ask("GZ", "key", "export", "-o", tmp_path / "id")
    assert written == {"file": str(tmp_path / "id")}
    public = company.ask("GZ", "key", "public")
    assert public["age"] in (tmp_path / "id").read_text(encoding="ascii")
    surroundings = cheap_surroundings(company.paths, SystemClock(), "zh_CN")
    with unlock_desk(company.home / "GZ", "王敏", PASSPHRASE, surroundings) as desk:
        with desk.database.read() as reader:
            found = reader.connection.exec_driver_sql("SELECT entity, fields FROM reading").all()
        assert ("staff", "age_identity") in [tuple(row) for row in found]
        with pytest.raises(UserError):
            export_age_identity(desk, "guessed-2026", tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_lists_go_out_and_come_in(company: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "customers.csv"
    company.ask("GZ", "customer", "add", "-", stdin=customer())
    assert company.ask("GZ", "export", "customer", "--csv", target) == {"rows": 1}
    header, line = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert line[header.index("客户")] == "栩川路桥工程有限公司"
    again = company.ask("GZ", "import", "customer", target, "--dry-run")
    assert again["rows"] == 0
    assert {"row", "field", "reason"} == set(again["refused"][0])
    fresh = tmp_path / "fresh.csv"
    fresh.write_text("name,phone\n澄江水务有限公司,026-55500200\n", encoding="utf-8")
    assert company.ask("GZ", "import", "customer", fresh) == {"rows": 1, "refused": []}
    assert len(company.ask("GZ", "customer", "list")) == 2
    book = tmp_path / "客户.xlsx"
    assert company.ask("GZ", "export", "customer", "--xlsx", book) == {"rows": 2}
    assert book.read_bytes().startswith(b"PK")
    assert [file for file in tmp_path.iterdir() if file.name.startswith(".")] == []
    assert company.refuse("GZ", "export", "customer", "--xlsx", tmp_path / "none" / "x.xlsx")


def test_a_backup_comes_back_whole_and_the_doctor_sees_damage(
    company: Terminal, tmp_path: Path
) -> None:
    company.ask("GZ", "customer", "add", "-", stdin=customer())
    file, folder = tmp_path / "gz.backup", company.home / "GZ-restored"
    company.ask("GZ", "backup", file)
    company.run("restore", file, folder, "--json")
    assert len(company.ask("GZ-restored", "customer", "list")) == 1
    checks = company.ask("GZ-restored", "doctor")
    assert {"check", "ok", "detail"} == set(checks[0])
    assert all(check["ok"] for check in checks)
    (folder / "desk.head").unlink()  # nobody can tell any more whether the newest are there
    blob = folder / "attachments" / "ab" / ("ab" + "0" * 62)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"not sealed")
    answer = company.run("--desk", folder, "doctor", "--json")
    assert answer.code == 3
    assert [c["check"] for c in answer.value if not c["ok"]] == ["journal_tail", "attachments"]
    blob.unlink()
    assert company.run("--desk", folder, "doctor", "--acknowledge", "--json").code == 3
    assert all(check["ok"] for check in company.ask("GZ-restored", "doctor"))


def test_options_alone_open_the_window() -> None:
    assert not has_command([])
    assert not has_command(["--desk", "record", "--today", "2026-11-30"])
    assert has_command(["--desk", "D", "record", "list"])
    assert has_command(["--help"])


def test_the_real_program_runs_without_a_terminal(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "BRANCHDESK_HOME": str(tmp_path / "home"),
        "BRANCHDESK_PASSPHRASE": PASSPHRASE,
        "PYTHONPATH": str(find_resources().parent),
        "LC_ALL": "C",
    }

    def start(*words: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "branchdesk", *words],
            check=False,
            capture_output=True,
            env=environment,
            stdin=subprocess.DEVNULL,
        )

    made = start("--desk", str(tmp_path / "GZ"), "new", "--role", "branch", "--code", "GZ",
                 "--name", "广州分公司", "--json")  # fmt: skip
    assert made.returncode == 0, made.stderr.decode()
    listed = start("--json", "branch", "list", "--filter", "code=GZ")
    assert listed.returncode == 0
    assert "广州分公司" in listed.stdout.decode("utf-8")
    assert start("nonsense").returncode == 2
