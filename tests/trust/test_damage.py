# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Flipped bits and cuts in every kind of file end in a named finding, and the check can fail."""

import random
from pathlib import Path

from trust.damage.check import DamageCheck
from trust.damage.desk_files import SingleFile
from trust.damage.victim import HARMLESS, harm, try_out
from trust.frame import Scale

KINDS = {
    "bundle (one file)",
    "bundle (part in a mailbox)",
    "bundle (list of parts)",
    "bundle (waiting in the outbox)",
    "enrolment request",
    "enrolment answer (certificates)",
    "backup",
    "desk file",
    "WAL",
    "side file of the journal",
    "facts (desk.json)",
    "key file",
    "draft",
    "attachment",
}


def test_every_kind_of_file_tells_its_damage(tmp_path: Path) -> None:
    rows = list(DamageCheck().run(Scale.QUICK, tmp_path))
    assert {row.subject for row in rows} == KINDS
    assert [(row.subject, row.failures) for row in rows if not row.ok] == []
    for row in rows:
        assert sum(row.findings.values()) == row.cases
        assert row.findings.get(HARMLESS, 0) <= row.cases // 10


def test_what_nobody_notices_fails_the_check_unless_there_is_slack(tmp_path: Path) -> None:
    file = tmp_path / "padded.bin"
    file.write_bytes(b"padding that nobody reads" * 8)
    for slack in (False, True):
        padded = SingleFile("padded", file, lambda: "the same", lambda: None, slack=slack)
        row = try_out(padded, 10, "damage")
        assert (row.ok, row.findings) == (slack, {HARMLESS: 10})


def test_damage_is_always_a_change() -> None:
    noise, whole = random.Random(1), bytes(range(256)) * 4
    for _ in range(500):
        harmed, what = harm(whole, noise)
        assert harmed != whole, what
        assert len(harmed) <= len(whole)


def test_a_file_that_nobody_guards_fails_the_check(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(b"a value that nobody authenticates" * 4)
    row = try_out(SingleFile("notes", file, file.read_bytes, lambda: None), 20, "damage")
    assert not row.ok
    assert len(row.failures) == 20
    assert file.read_bytes() == b"a value that nobody authenticates" * 4
    crashing = SingleFile("crash", file, lambda: file.read_bytes().decode("ascii"), lambda: None)
    assert any("UnicodeDecodeError" in f for f in try_out(crashing, 40, "damage").failures)
