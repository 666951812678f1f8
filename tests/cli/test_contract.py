# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every line of the command line's contract as written, on a demo and on enrolled desks."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.conftest import Terminal
from tests.cli.documents import call, customer
from tests.cli.test_whole_month import settle_month, work_on_site

ROW = {"number": str, "uuid": str, "state": str, "exchange": {"unpacked", "sent", "receipted"}}
OUTCOME = {"number": str, "uuid": str, "state": str, "changes": [str]}
FINDING = {"number": str, "rule": str, "message": str}
FINDINGS = {"period": str, "block": [FINDING], "explain": [FINDING], "info": [FINDING]}
EXCHANGED = {
    "sent": [{"bundle": str, "to": str, "parts": int}],
    "received": [{"bundle": str, "from": str, "ops": int}],
    "missing": [object],
}
VERIFIED = [{"file": str, "kind": {"sheet", "bundle"}, "ok": bool, "reasons": [str]}]
BOARD = {
    "branches": [
        {
            "code": str,
            "state": {"missing", "received", "verified", "mismatch", "accepted", "returned"},
            "revision": int,
            "records": int,
            "digest": str,
            "late": bool,
        }
    ]
}
DECIDED = {"period": str, "branch": str, "revision": int, "state": {"accepted", "returned"}}
FILE = customer(
    name="澜溪水务有限公司",
    phone="026-55500177",
    contacts=[{"name": "蔺舟", "mobile": "15400001777"}],
    even_if_similar=True,
)
CLOSED = {"period": str, "revision": int, "records": int, "digest": str, "bundle": str}


class Desks(NamedTuple):
    """A headquarters and a branch with a month that can be closed."""

    terminal: Terminal
    hq: str
    branch: str
    period: str


def mismatch(shape: Any, value: Any, place: str = "$") -> str:
    """Return where a value does not have the shape, or an empty text.

    A type, a set of allowed values, a one-element list for every element, or the keys that have to
    be there; more keys are allowed.
    """
    if isinstance(shape, type):
        return "" if isinstance(value, shape) else f"{place}: {value!r} is no {shape.__name__}"
    if isinstance(shape, set):
        return "" if value in shape else f"{place}: {value!r} is none of {shape}"
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{place}: no list"
        found = (mismatch(shape[0], part, f"{place}[{i}]") for i, part in enumerate(value))
        return next(filter(None, found), "")
    if not isinstance(value, dict) or not shape.keys() <= value.keys():
        return f"{place}: {sorted(shape)} wanted in {value!r}"
    found = (mismatch(part, value[key], f"{place}.{key}") for key, part in shape.items())
    return next(filter(None, found), "")


class Walk:
    """Runs the commands of one pair of desks and checks code, outputs and shape of each."""

    def __init__(self, desks: Desks, folder: Path) -> None:
        self._desks = desks
        self._folder = folder

    def file(self, name: str) -> Path:
        """Return a place for a file a command writes."""
        return self._folder / name

    def run(
        self, desk: str, command: str, shape: Any, *files: Path, code: int = 0, stdin: object = None
    ) -> Any:
        """Run a command line; the files are added at the end of it."""
        words: list[str | Path] = [*command.split(), *files]
        at = ("--desk", self._desks.terminal.home / desk)
        answer = self._desks.terminal.run(*at, *words, "--json", stdin=stdin)
        assert answer.code == code, (command, answer.messages)
        assert answer.text.count("\n") == 1, "exactly one value"
        assert not mismatch(shape, answer.value), command
        return answer.value

    def refuse(self, desk: str, command: str, *files: Path, code: int = 1) -> str:
        """Run a command line that must be refused: nothing but a message on the other output."""
        at = ("--desk", self._desks.terminal.home / desk)
        answer = self._desks.terminal.run(*at, *command.split(), *files, "--json")
        assert (answer.code, answer.text) == (code, ""), command
        assert answer.messages.strip(), command
        return answer.messages


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, _cache: Path) -> Desks:
    """A small demo, made by the command."""
    terminal = Terminal(tmp_path_factory.mktemp("contract"), _cache)
    terminal.environment, terminal.today = {}, "2026-11-20"
    small = ("--branches", "1", "--engineers", "1", "--records", "60", "--seed", "7")
    answer = terminal.run("demo", terminal.home / "demo", *small, "--json")
    assert answer.code == 0, answer.messages
    made = answer.value
    described = {"path": str, "role": {"engineer", "branch", "hq"}, "users": [str]}
    assert not mismatch(
        {
            "desks": {"HQ": described, "GZ": described, "GZ-L01": described},
            "passphrase_file": str,
            "mailbox": str,
            "papers": str,
            "period": str,
            "today": str,
        },
        made,
    )
    assert made["today"] == "2026-11-20"
    terminal.environment = {"BRANCHDESK_PASSPHRASE_FILE": made["passphrase_file"]}
    for desk in made["desks"].values():
        for user in desk["users"]:
            opened = terminal.run("--desk", desk["path"], "--user", user, "key", "public")
            assert opened.code == 0, opened.messages
    return Desks(terminal, "demo/HQ", "demo/GZ", made["period"])


@pytest.mark.slow
def test_the_demo_ends_with_an_open_month_that_can_be_reported(demo: Desks) -> None:
    ask = demo.terminal.ask
    found = ask(demo.branch, "month", "check", "--period", demo.period)
    assert found["block"] == []
    assert all(finding["explained"] for finding in found["explain"])
    state = ask(demo.branch, "month", "status", "--period", demo.period)["state"]
    assert state in ("collecting", "pre_checked")
    sent = [e["period"] for e in ask(demo.branch, "bundle", "list") if e["direction"] == "out"]
    assert demo.period not in sent
    assert len({period for period in sent if period}) >= 6, "a year behind"
    on_board = ask(demo.hq, "hq", "board", "--period", demo.period)["branches"]
    assert [line["state"] for line in on_board] == ["missing"]
    for desk in ("demo/GZ-L01", demo.branch, demo.hq):
        report = ask(desk, "exchange")
        assert (report["missing"], report["problems"]) == ([], [])
    papers = sorted((demo.terminal.home / "demo/papers").glob("*.pdf"))
    assert papers
    assert all(sheet["ok"] for sheet in ask(demo.branch, "verify", *papers))


@pytest.mark.slow
def test_every_line_holds_on_a_demo(demo: Desks, tmp_path: Path) -> None:
    walk_the_contract(demo, tmp_path)


def test_every_line_holds_on_enrolled_desks(company: Terminal, tmp_path: Path) -> None:
    work_on_site(company)
    settle_month(company)
    walk_the_contract(Desks(company, "HQ", "GZ", "2026-11"), tmp_path)


def walk_the_contract(desks: Desks, folder: Path) -> None:
    walk = Walk(desks, folder)
    hq, branch, period = desks.hq, desks.branch, f"--period {desks.period}"
    rows_and_papers(walk, branch)
    walk.run(branch, f"month status {period}", FINDINGS)
    walk.run(branch, f"month check {period}", FINDINGS)
    closed = walk.run(branch, f"month close {period}", CLOSED)
    assert (closed["period"], closed["revision"]) == (desks.period, 1)
    sent = walk.run(branch, "exchange", EXCHANGED)["sent"]
    assert closed["bundle"] in [entry["bundle"] for entry in sent]
    received = walk.run(hq, "exchange", EXCHANGED)["received"]
    assert closed["bundle"] in [entry["bundle"] for entry in received]
    line = on_board(walk, hq, period)
    assert (line["state"], line["digest"]) == ("verified", closed["digest"])
    assert line["records"] == closed["records"]
    walk.refuse(hq, f"hq return {period} --branch GZ")
    walk.refuse(hq, f"hq accept {period}", code=2)
    walk.refuse(branch, f"hq accept {period} --branch GZ")
    decided = walk.run(hq, f"hq accept {period} --branch GZ", DECIDED)
    assert decided["state"] == on_board(walk, hq, period)["state"] == "accepted"
    walk.run(hq, "exchange", EXCHANGED)
    walk.run(branch, "exchange", EXCHANGED)
    status = walk.run(branch, f"month status {period}", FINDINGS)
    assert status["state"] == "acknowledged"
    same_records(walk, hq, branch, desks.period)
    bundles_and_keys(walk, hq, branch, closed["bundle"])
    copies_and_checks(walk, branch)


def on_board(walk: Walk, hq: str, period: str) -> Any:
    board = walk.run(hq, f"hq board {period}", BOARD)
    return next(line for line in board["branches"] if line["code"] == "GZ")


def rows_and_papers(walk: Walk, branch: str) -> None:
    added = walk.run(branch, "customer add -", OUTCOME, stdin=FILE)
    walk.run(branch, f"customer show {added['number']}", ROW)
    record = walk.run(branch, "record add -", OUTCOME, stdin=call(added["number"]))
    walk.run(branch, f"record step {record['number']} acknowledge", OUTCOME)
    for kind in ("record", "visit", "customer"):
        assert len(walk.run(branch, f"{kind} list --limit 1", [ROW])) == 1
    mine = walk.run(branch, f"record list --filter customer={added['number']}", [ROW])
    assert [row["number"] for row in mine] == [record["number"]]
    hits = walk.run(
        branch,
        "search 澜溪 --limit 5",
        [{"kind": str, "number": str, "title": str, "match": str, "score": float}],
    )
    assert added["number"] in [hit["number"] for hit in hits]
    signed = [v for v in walk.run(branch, "visit list", [ROW]) if v["sheet_content"]]
    sheet = walk.file("sheet.pdf")
    written = walk.run(
        branch,
        f"visit sheet {signed[0]['number']} -o",
        {"file": str, "pages": int, "sha256": str},
        sheet,
    )
    assert written["sha256"] == hashlib.sha256(sheet.read_bytes()).hexdigest()
    assert walk.run(branch, "verify", VERIFIED, sheet)[0]["ok"]
    forged = walk.file("forged.pdf")
    forged.write_bytes(sheet.read_bytes() + b" ")
    assert not walk.run(branch, "verify", VERIFIED, forged, code=3)[0]["ok"]
    for wrong in ("record show FW-GZ-2611-D01-9999", "record list --filter colour=red"):
        walk.refuse(branch, wrong)
    walk.refuse(branch, "record list --limit none", code=2)


def same_records(walk: Walk, hq: str, branch: str, period: str) -> None:
    files = [walk.file(f"{desk.replace('/', '-')}.csv") for desk in (hq, branch)]
    for desk, file in zip((hq, branch), files, strict=True):
        rows = walk.run(desk, f"export record --filter period={period} --csv", {"rows": int}, file)[
            "rows"
        ]
        assert rows >= 1
    assert sorted(files[0].read_bytes().splitlines()) == sorted(files[1].read_bytes().splitlines())
    listed = walk.file("customers.csv")
    walk.run(branch, "export customer --csv", {"rows": int}, listed)
    refused = walk.run(
        branch,
        "import customer --dry-run",
        {"rows": int, "refused": [{"row": int, "field": str, "reason": str}]},
        listed,
    )
    assert (refused["rows"], bool(refused["refused"])) == (0, True)


def bundles_and_keys(walk: Walk, hq: str, branch: str, bundle: str) -> None:
    assert bundle in [e["bundle"] for e in walk.run(branch, "bundle list", [{"bundle": str}])]
    joined, identity, bag = walk.file("b.tar.zst.age"), walk.file("id"), walk.file("bag")
    answer = walk.run(branch, f"bundle join {bundle} -o", {"file": str, "bytes": int}, joined)
    assert answer == {"file": str(joined), "bytes": joined.stat().st_size}
    again = walk.file("again")
    walk.run(hq, f"bundle join {bundle} -o", {"file": str, "bytes": int}, again)
    assert again.read_bytes() == joined.read_bytes()
    for desk in (hq, branch):
        assert walk.run(desk, "bundle verify", VERIFIED, joined)[0]["ok"]
        assert walk.run(desk, "verify", VERIFIED, joined)[0]["kind"] == "bundle"
    assert walk.run(hq, "bundle inspect", {"header": dict}, joined)["header"]["bundle_id"] == bundle
    walk.run(hq, "bundle unpack", {"files": [str]}, joined, walk.file("unpacked"))
    walk.refuse(hq, "bundle unpack", joined, walk.file("unpacked"))

    keys = walk.run(branch, "key public", {"minisign": str, "age": str})
    recipient = walk.run(hq, "key public", {"minisign": str, "age": str})["age"]
    walk.run(hq, "key export -o", {"file": str}, identity)
    assert recipient in identity.read_text(encoding="ascii")
    plain = run_tools(f"age -d -i {identity} {joined} | zstd -dq")
    bag.mkdir()
    run_tools(f"tar -x -C {bag}", plain)
    run_tools(f"minisign -Vqm {bag}/tagmanifest-sha256.txt -P {keys['minisign']}")
    run_tools(f"{sys.executable} -W ignore -m bagit --quiet --validate {bag}")
    forged = walk.file("forged.tar.zst.age")
    forged.write_bytes(run_tools(f"zstd -q | age -r {recipient}", with_other_operations(plain)))
    told = walk.run(hq, "bundle verify", VERIFIED, forged, code=3)[0]
    assert (told["ok"], "签章" in "".join(told["reasons"])) == (False, True)


def run_tools(script: str, given: bytes = b"") -> bytes:
    """Run a pipe of other programs; all of them have to succeed."""
    command = ["bash", "-c", f"set -eo pipefail; {script}"]
    done = subprocess.run(
        command, input=given, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def with_other_operations(plain: bytes) -> bytes:
    """Change an operation inside a bundle's tar and make both manifests fit again."""
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        members = [(m, (tar.extractfile(m) or io.BytesIO()).read()) for m in tar]
    content = {member.name: body for member, body in members}
    lines = content["data/ops.jsonl"].splitlines(keepends=True)
    changed = json.loads(lines[0])
    changed["at"] = changed["at"].translate(str.maketrans("0123456789", "1234567890"))
    body = json.dumps(changed, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    operations = b"".join([body, *lines[1:]])
    assert len(operations) == len(content["data/ops.jsonl"])
    before = dict(content)
    content["data/ops.jsonl"] = operations
    for name, manifest in (
        ("data/ops.jsonl", "manifest-sha256.txt"),
        ("manifest-sha256.txt", "tagmanifest-sha256.txt"),
    ):
        old, new = (hashlib.sha256(c[name]).hexdigest().encode() for c in (before, content))
        assert old in content[manifest]
        content[manifest] = content[manifest].replace(old, new)
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for member, _ in members:
            tar.addfile(member, io.BytesIO(content[member.name]))
    return target.getvalue()


def copies_and_checks(walk: Walk, branch: str) -> None:
    checks = walk.run(branch, "doctor", [{"check": str, "ok": bool, "detail": str}])
    assert all(check["ok"] for check in checks)
    backup, folder = walk.file("desk.backup"), walk.file("restored")
    walk.run(branch, "backup", dict, backup)
    walk.run(branch, "restore", dict, backup, folder)
    walk.refuse(branch, "restore", backup, folder)
    walk.refuse(branch, "export record", code=2)
