# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A month from the first call on a laptop to headquarters' receipt, by commands alone."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cli.conftest import Terminal
from tests.cli.documents import call, customer, sheet, signing

PERIOD = "2026-11"


def exchange(company: Terminal, *desks: str) -> list[dict[str, Any]]:
    """Let the desks exchange one after the other."""
    return [company.ask(desk, "exchange") for desk in desks]


def work_on_site(company: Terminal) -> tuple[str, str]:
    """Take a call on the laptop, go there, let the sheet be signed; return both numbers."""
    file = company.ask("L01", "customer", "add", "-", stdin=customer())
    record = company.ask("L01", "record", "add", "-", stdin=call(file["number"]))["number"]
    company.ask("L01", "record", "step", record, "acknowledge")
    company.ask("L01", "record", "step", record, "answer", "-", stdin={"text": "已回电约上门"})
    plan = {
        "record": record,
        "appointment_at": "2026-11-20T09:00:00+08:00",
        "agreed_with": "张松",
    }
    visit = company.ask("L01", "visit", "add", "-", stdin=plan)["number"]
    company.ask("L01", "visit", "step", visit, "arrive", "-", stdin={"location": "一号路 1 号"})
    company.ask("L01", "visit", "step", visit, "edit", "-", stdin=sheet())
    lines = {"visit_work_line": [{"time": "09:20", "text": "核对第 7 期数据"}]}
    company.ask("L01", "visit", "step", visit, "set_lines", "-", stdin=lines)
    signed = company.ask("L01", "visit", "step", visit, "sign", "-", stdin=signing())
    assert signed["state"] == "signed"
    given = {"copy_way": "paper"}
    company.ask("L01", "visit", "step", visit, "give_copy", "-", stdin=given)
    company.ask("L01", "visit", "step", visit, "submit")
    solved = {"solution": "第 7 期数据已重新关联，合计相符。"}
    company.ask("L01", "record", "step", record, "resolve", "-", stdin=solved)
    confirmed = {"confirmed_by": "张松", "satisfaction_score": 9}
    closed = company.ask("L01", "record", "step", record, "confirm_close", "-", stdin=confirmed)
    assert closed["state"] == "closed"
    return record, visit


def settle_month(company: Terminal) -> None:
    """Bring the branch's month so far that it can be closed."""
    company.today = "2026-11-28"
    exchange(company, "L01", "GZ")
    company.ask("GZ", "month", "summary", "--period", PERIOD, "--text", "本月受理 1 条，已办结。")
    findings = company.ask("GZ", "month", "check", "--period", PERIOD)
    assert findings["block"] == []
    for finding in findings["explain"]:
        if not finding["explained"]:
            company.ask(
                "GZ", "month", "explain", "--period", PERIOD, "--rule", finding["rule"],
                "--text", "已核实。",
            )  # fmt: skip


def close_month(company: Terminal) -> dict[str, Any]:
    """Settle what the check asks for and close the branch's month."""
    settle_month(company)
    closed: dict[str, Any] = company.ask("GZ", "month", "close", "--period", PERIOD)
    return closed


def test_a_month_travels_from_the_laptop_to_headquarters_and_back(company: Terminal) -> None:
    record, visit = work_on_site(company)
    assert company.ask("L01", "record", "show", record)["exchange"] == "unpacked"
    (sent,) = exchange(company, "L01")
    assert [entry["to"] for entry in sent["sent"]] == ["GZ"]
    assert company.ask("L01", "record", "show", record)["exchange"] == "sent"
    exchange(company, "GZ", "L01")
    assert company.ask("L01", "record", "show", record)["exchange"] == "receipted"

    closed = close_month(company)
    assert (closed["period"], closed["revision"], closed["records"]) == (PERIOD, 1, 1)
    assert "GZ" in missing_branches(company)
    exchange(company, "GZ", "HQ")
    assert "GZ" not in missing_branches(company)
    (line,) = [
        entry
        for entry in company.ask("HQ", "hq", "board", "--period", PERIOD)["branches"]
        if entry["code"] == "GZ"
    ]
    assert (line["state"], line["digest"]) == ("verified", closed["digest"])
    decided = company.ask("HQ", "hq", "accept", "--period", PERIOD, "--branch", "GZ")
    assert decided == {"period": PERIOD, "branch": "GZ", "revision": 1, "state": "accepted"}
    exchange(company, "HQ", "GZ")

    assert company.ask("GZ", "month", "status", "--period", PERIOD)["state"] == "acknowledged"
    for kind, number in (("record", record), ("visit", visit)):
        assert company.ask("GZ", kind, "show", number)["exchange"] == "receipted"
    assert same_lines(company, "GZ") == same_lines(company, "HQ")


def missing_branches(company: Terminal) -> set[str]:
    """Return the branches headquarters' own check misses; it speaks of no laptop."""
    found = company.ask("HQ", "month", "check", "--period", PERIOD)
    findings = [*found["block"], *found["explain"], *found["info"]]
    assert "R-106" not in {finding["rule"] for finding in findings}
    return {finding["number"] for finding in findings if finding["rule"] == "R-120"}


def same_lines(company: Terminal, desk: str) -> list[bytes]:
    target = company.home / f"{desk}.csv"
    filters = ("--filter", f"period={PERIOD}")
    assert company.ask(desk, "export", "record", "--csv", target, *filters) == {"rows": 1}
    return sorted(target.read_bytes().splitlines())


def test_everything_twice_changes_nothing(company: Terminal) -> None:
    work_on_site(company)
    close_month(company)
    exchange(company, "GZ", "HQ")
    company.ask("HQ", "hq", "accept", "--period", PERIOD, "--branch", "GZ")
    exchange(company, "HQ", "GZ", "HQ", "GZ", "L01", "GZ", "L01", "HQ")
    before = {desk: company.ask(desk, "record", "list") for desk in ("HQ", "GZ", "L01")}
    for desk in ("L01", "GZ", "HQ", "GZ", "L01"):
        again = company.ask(desk, "exchange")
        assert (again["sent"], again["received"], again["missing"]) == ([], [], [])
    assert {desk: company.ask(desk, "record", "list") for desk in before} == before
    company.refuse("GZ", "month", "close", "--period", PERIOD)
    company.refuse("HQ", "hq", "accept", "--period", PERIOD, "--branch", "GZ")


def test_a_returned_month_is_reported_again(company: Terminal) -> None:
    work_on_site(company)
    close_month(company)
    exchange(company, "GZ", "HQ")
    wanted = ("--period", PERIOD, "--branch", "GZ")
    company.refuse("HQ", "hq", "return", *wanted)
    company.ask("HQ", "hq", "return", *wanted, "--reason", "总结请写明客户数。")
    exchange(company, "HQ", "GZ")
    assert company.ask("GZ", "month", "status", "--period", PERIOD)["state"] == "returned"
    company.ask(
        "GZ", "month", "summary", "--period", PERIOD, "--text", "本月受理 1 条，客户 1 家。"
    )
    assert company.ask("GZ", "month", "close", "--period", PERIOD)["revision"] == 2
    exchange(company, "GZ", "HQ")
    company.ask("HQ", "hq", "accept", *wanted)
    exchange(company, "HQ", "GZ")
    assert company.ask("GZ", "month", "status", "--period", PERIOD)["state"] == "acknowledged"


def test_other_programs_open_the_joined_bundle(company: Terminal, tmp_path: Path) -> None:
    work_on_site(company)
    bundle = close_month(company)["bundle"]
    exchange(company, "GZ")
    joined, identity, plain = tmp_path / "b.tar.zst.age", tmp_path / "id", tmp_path / "bag"
    answer = company.ask("GZ", "bundle", "join", bundle, "-o", joined)
    assert answer == {"file": str(joined), "bytes": joined.stat().st_size}
    company.ask("HQ", "key", "export", "-o", identity)
    assert identity.stat().st_mode & 0o077 == 0
    plain.mkdir()
    script = (
        f"set -eo pipefail; age -d -i {identity} {joined} | zstd -d -q | tar -x -C {plain};"
        f" minisign -Vqm {plain}/tagmanifest-sha256.txt"
        f" -P {company.ask('GZ', 'key', 'public')['minisign']}"
    )
    subprocess.run(["bash", "-c", script], check=True, capture_output=True)
    check = [sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(plain)]
    subprocess.run(check, check=True, capture_output=True)

    unpacked = company.ask("HQ", "bundle", "unpack", joined, tmp_path / "unpacked")
    assert "data/month.json" in unpacked["files"]
    assert (tmp_path / "unpacked/data/ops.jsonl").read_bytes() == (
        plain / "data/ops.jsonl"
    ).read_bytes()
