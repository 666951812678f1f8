# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may unlock a desk, and who may not."""

import base64
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.domain.errors import UserError
from branchdesk.runtime.desk_keys import KeyFile, PersonEntry
from branchdesk.runtime.i18n import load_translator
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import find_resources

ROOT = Path(__file__).resolve().parents[2]
CHEAP = Cost(memory=64, passes=1, lanes=1)
CHEN = PersonEntry(UUID(int=1), "陈亮")
ZHOU = PersonEntry(UUID(int=2), "周倩")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 24, 18, 2, tzinfo=BRANCH_ZONE))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def made(path: Path, clock: FixedClock) -> tuple[KeyFile, bytes, str]:
    return KeyFile.create(path, CHEN, "打开我的数据吧！", clock=clock, cost=CHEAP)


def _refused(action: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        action()
    return caught.value


def test_the_key_is_random_and_comes_back_with_the_passphrase(
    tmp_path: Path, path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    _, key, _ = made
    again = KeyFile.load(path, clock=clock)
    assert again.people() == (CHEN,)
    assert again.unlock(CHEN.id, "打开我的数据吧！") == key
    assert len(key) == 32
    other = KeyFile.create(tmp_path / "other", CHEN, "打开我的数据吧！", clock=clock, cost=CHEAP)
    assert other[1] != key


def test_neither_key_nor_secrets_stand_in_the_file(
    path: Path, made: tuple[KeyFile, bytes, str]
) -> None:
    _, key, code = made
    content = path.read_text(encoding="utf-8")
    assert "打开我的" not in content
    assert code not in content
    assert code.replace("-", "") not in content
    assert base64.b64encode(key).decode() not in content
    assert key.hex() not in content


def test_the_usual_cost_is_the_one_that_was_measured(path: Path, clock: FixedClock) -> None:
    file, key, _ = KeyFile.create(path, CHEN, "a long passphrase", clock=clock)
    stored = json.loads(path.read_text())
    cost = stored["content"]["people"][0]["wrapped"]["cost"]
    assert cost == {"memory": 65536, "passes": 3, "lanes": 4}
    assert file.unlock(CHEN.id, "a long passphrase") == key


def test_several_people_unlock_with_their_own_passphrases(
    made: tuple[KeyFile, bytes, str],
) -> None:
    file, key, _ = made
    file.add_person(key, ZHOU, "zhou's passphrase")
    assert file.people() == (CHEN, ZHOU)
    assert file.unlock(ZHOU.id, "zhou's passphrase") == key
    assert file.unlock(CHEN.id, "打开我的数据吧！") == key
    assert (
        str(_refused(lambda: file.unlock(ZHOU.id, "打开我的数据吧！")).message) == "Tries left: 4."
    )


def test_a_removed_person_is_out_and_the_last_one_stays(
    made: tuple[KeyFile, bytes, str],
) -> None:
    file, key, _ = made
    file.add_person(key, ZHOU, "zhou's passphrase")
    file.remove_person(key, CHEN.id)
    assert file.people() == (ZHOU,)
    assert "cannot open" in str(_refused(lambda: file.unlock(CHEN.id, "打开我的数据吧！")).title)
    assert "last person" in str(_refused(lambda: file.remove_person(key, ZHOU.id)).title)
    assert file.unlock(ZHOU.id, "zhou's passphrase") == key


def test_a_new_passphrase_replaces_the_old_one_and_ends_the_waiting(
    made: tuple[KeyFile, bytes, str],
) -> None:
    file, key, _ = made
    for _ in range(5):
        _refused(lambda: file.unlock(CHEN.id, "wrong passphrase"))
    file.set_passphrase(key, CHEN.id, "给经理重设的密码")
    assert file.unlock(CHEN.id, "给经理重设的密码") == key
    _refused(lambda: file.unlock(CHEN.id, "打开我的数据吧！"))


def test_a_passphrase_means_the_same_however_it_was_composed(
    made: tuple[KeyFile, bytes, str],
) -> None:
    file, key, _ = made
    file.set_passphrase(key, CHEN.id, "cafe\u0301 am Eck")
    assert file.unlock(CHEN.id, "caf\u00e9 am Eck") == key


@pytest.mark.parametrize("short", ["", "1234567", "密码密码密码密", "e\u0301" * 7])
def test_a_short_passphrase_is_refused(
    short: str, path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    file, key, _ = made
    before = path.read_bytes()
    for action in (
        lambda: KeyFile.create(path.with_name("new"), CHEN, short, clock=clock, cost=CHEAP),
        lambda: file.set_passphrase(key, CHEN.id, short),
        lambda: file.add_person(key, ZHOU, short),
    ):
        assert str(_refused(action).message) == "It needs at least 8 characters."
    assert path.read_bytes() == before


@pytest.mark.parametrize("odd", ["𠮷" * 8, "\ud800" * 8, "\x00" * 8, "很长" * 10_000])
def test_any_text_is_a_passphrase(odd: str, made: tuple[KeyFile, bytes, str]) -> None:
    file, key, _ = made
    file.set_passphrase(key, CHEN.id, odd)
    assert file.unlock(CHEN.id, odd) == key


def test_five_wrong_ones_in_a_row_cost_a_minute(
    path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    file, key, _ = made
    chinese = load_translator("zh_CN", find_resources(), None)
    for left in (4, 3, 2, 1):
        title, message, hint = _refused(lambda: file.unlock(CHEN.id, "wrong")).render(chinese)
        assert (title, message) == ("密码不对", f"还可再试 {left} 次。")
        assert hint == "请检查大写锁定。"
    fifth = _refused(lambda: file.unlock(CHEN.id, "wrong")).render(chinese)
    assert fifth == ("请 1 分钟后再试", "密码连续 5 次不对。", "如果忘了密码，可用恢复码。")
    # The right one does not help now, and neither does starting the program again.
    again = KeyFile.load(path, clock=clock, cost=CHEAP)
    clock.advance(timedelta(seconds=59))
    assert "1 minute" in str(_refused(lambda: again.unlock(CHEN.id, "打开我的数据吧！")).title)
    clock.advance(timedelta(seconds=1))
    assert str(_refused(lambda: again.unlock(CHEN.id, "wrong")).message) == "Tries left: 4."
    assert again.unlock(CHEN.id, "打开我的数据吧！") == key
    assert str(_refused(lambda: again.unlock(CHEN.id, "wrong")).message) == "Tries left: 4."


def test_one_person_waiting_does_not_hold_up_the_others(
    made: tuple[KeyFile, bytes, str],
) -> None:
    file, key, code = made
    file.add_person(key, ZHOU, "zhou's passphrase")
    for _ in range(5):
        _refused(lambda: file.unlock(CHEN.id, "wrong"))
    assert file.unlock(ZHOU.id, "zhou's passphrase") == key
    assert file.unlock_with_recovery(code) == key


def test_a_clock_that_was_set_back_costs_a_minute_not_a_year(
    clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    file, key, _ = made
    for _ in range(5):
        _refused(lambda: file.unlock(CHEN.id, "wrong"))
    clock.advance(timedelta(days=-365))
    _refused(lambda: file.unlock(CHEN.id, "打开我的数据吧！"))
    clock.advance(timedelta(minutes=1))
    assert file.unlock(CHEN.id, "打开我的数据吧！") == key


def test_the_recovery_code_is_read_as_people_type_it(made: tuple[KeyFile, bytes, str]) -> None:
    file, key, code = made
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 5
    assert not set(code) & set("01ILOBSUVZ8")
    full_width = "".join(chr(ord(ch) + 0xFEE0) for ch in code)
    misread = code.replace("5", "S").replace("2", "z")
    for typed in (code, code.lower(), "  ".join(groups), "".join(groups), full_width, misread):
        assert file.unlock_with_recovery(typed) == key
    for wrong in ("", code[:-1], code[::-1], "7K2M-QX4D-93HA-TR6W-5NPC", "\ud800", "码"):
        assert "recovery code" in str(_refused(lambda w=wrong: file.unlock_with_recovery(w)).title)


def test_a_new_recovery_code_voids_the_old_one(made: tuple[KeyFile, bytes, str]) -> None:
    file, key, old = made
    new = file.new_recovery_code(key)
    assert new != old
    assert file.unlock_with_recovery(new) == key
    _refused(lambda: file.unlock_with_recovery(old))


def test_the_parent_keeps_a_way_in(
    path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    file, key, _ = made
    assert file.parent_wrapped is None
    sealed = b"age-encryption.org/v1\n" + bytes(range(256))
    file.set_parent_wrapped(key, sealed)
    again = KeyFile.load(path, clock=clock)
    assert again.parent_wrapped == sealed
    again.verify_key(key)
    assert "from outside" in str(_refused(lambda: again.verify_key(bytes(32))).title)


def test_a_wrong_key_changes_nothing(path: Path, made: tuple[KeyFile, bytes, str]) -> None:
    file, _, _ = made
    before = path.read_bytes()
    _refused(lambda: file.add_person(bytes(32), ZHOU, "zhou's passphrase"))
    _refused(lambda: file.new_recovery_code(bytes(32)))
    assert path.read_bytes() == before


def test_a_cheap_wrapping_is_raised_at_the_next_unlocking(
    path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    _, key, _ = made
    raised = KeyFile.load(path, clock=clock, cost=Cost(memory=128, passes=2, lanes=1))
    assert raised.unlock(CHEN.id, "打开我的数据吧！") == key
    wrapped = json.loads(path.read_text())["content"]["people"][0]["wrapped"]
    assert wrapped["cost"] == {"memory": 128, "passes": 2, "lanes": 1}
    assert KeyFile.load(path, clock=clock, cost=CHEAP).unlock(CHEN.id, "打开我的数据吧！") == key


def test_existing_data_is_never_overwritten(
    path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    before = path.read_bytes()
    error = _refused(lambda: KeyFile.create(path, ZHOU, "12345678", clock=clock, cost=CHEAP))
    assert "already data" in str(error.title)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"{}",
        b"\x00" * 500,
        b"[1]",
        b"[" * 100_000,
        b'{"version": 1}',
        "版".encode("gbk"),
        b'{"version":1,"x":' + b"[" * 100_000,
    ],
    ids=range(8),
)
def test_garbage_is_told(garbage: bytes, path: Path, clock: FixedClock) -> None:
    path.write_bytes(garbage)
    assert str(_refused(lambda: KeyFile.load(path, clock=clock)).title) == "The key file is damaged"


def test_every_cut_and_every_flipped_bit_is_told(
    path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    whole = path.read_bytes()
    told = 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place])
        _refused(lambda: KeyFile.load(path, clock=clock))
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]
        )
        try:
            # A blank between two values may become a line break: everything means the same then.
            assert KeyFile.load(path, clock=clock).unlock(CHEN.id, "打开我的数据吧！") == made[1]
        except UserError:
            told += 1
    assert told >= len(whole) - whole.count(b" ") - whole.count(b"\n")


def test_a_newer_file_is_not_touched(
    path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    path.write_text(json.dumps({"version": 2, "shape": "unknown"}))
    error = _refused(lambda: KeyFile.load(path, clock=clock))
    assert str(error.title) == "The data was saved by a newer version"


def test_a_missing_file_is_told(path: Path, clock: FixedClock) -> None:
    assert "Not found" in str(_refused(lambda: KeyFile.load(path, clock=clock)).title)


def _forge(path: Path, change: Callable[[Any], None]) -> None:
    """Change the file as somebody would who knows how its checksum is made."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    change(stored)
    stored["checksum"] = ""
    bare = json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()
    stored["checksum"] = hashlib.sha256(bare).hexdigest()
    path.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")


def test_what_somebody_slipped_in_shows_at_unlocking(
    path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    file, key, code = made
    whole = path.read_bytes()

    def rename(stored: Any) -> None:
        stored["content"]["people"][0]["name"] = "别人"

    def send_to_another_parent(stored: Any) -> None:
        stored["content"]["parent"] = base64.b64encode(b"mine").decode()

    for change in (rename, send_to_another_parent):
        path.write_bytes(whole)
        _forge(path, change)
        for action in (
            lambda: file.unlock(CHEN.id, "打开我的数据吧！"),
            lambda: file.unlock_with_recovery(code),
            lambda: file.set_passphrase(key, CHEN.id, "new passphrase"),
        ):
            assert "from outside" in str(_refused(action).title)


def test_a_wrapping_cannot_be_moved_to_somebody_else(
    path: Path, made: tuple[KeyFile, bytes, str]
) -> None:
    file, key, _ = made
    file.add_person(key, ZHOU, "zhou's passphrase")

    def swap(stored: Any) -> None:
        first, second = stored["content"]["people"]
        first["wrapped"], second["wrapped"] = second["wrapped"], first["wrapped"]

    _forge(path, swap)
    assert "not right" in str(_refused(lambda: file.unlock(CHEN.id, "zhou's passphrase")).title)


def test_a_forged_cost_does_not_eat_the_memory(
    path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    def raise_cost(stored: Any) -> None:
        stored["content"]["people"][0]["wrapped"]["cost"]["memory"] = 1 << 31

    _forge(path, raise_cost)
    assert "damaged" in str(_refused(lambda: KeyFile.load(path, clock=clock)).title)


@pytest.mark.skipif(os.name == "nt", reason="kills with a POSIX signal")
@pytest.mark.parametrize("point", ["fsync", "replace"])
def test_a_kill_while_writing_leaves_the_old_file(
    point: str, path: Path, clock: FixedClock, made: tuple[KeyFile, bytes, str]
) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom uuid import UUID\n"
        "from branchdesk.domain.clock import SystemClock\n"
        "from branchdesk.runtime.desk_keys import KeyFile\n"
        "from branchdesk.runtime.key_wrapping import Cost\n"
        "file = KeyFile.load(Path(sys.argv[1]), clock=SystemClock(), cost=Cost(64, 1, 1))\n"
        "setattr(os, sys.argv[2], lambda *given: os.kill(os.getpid(), 9))\n"
        "file.set_passphrase(bytes.fromhex(sys.argv[3]), UUID(int=1), 'the new passphrase')\n"
    )
    arguments = [sys.executable, "-c", script, str(path), point, made[1].hex()]
    killed = subprocess.run(arguments, check=False, cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    assert KeyFile.load(path, clock=clock).unlock(CHEN.id, "打开我的数据吧！") == made[1]
