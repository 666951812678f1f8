# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a passphrase comes from."""

from pathlib import Path

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.runtime.passphrase_source import SystemKeyStore, find_passphrase


class Kept:
    def __init__(self, passphrase: str | None) -> None:
        self.passphrase = passphrase

    def read(self, account: str) -> str | None:
        return self.passphrase

    def write(self, account: str, passphrase: str) -> bool:
        self.passphrase = passphrase
        return True

    def forget(self, account: str) -> None:
        self.passphrase = None


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_each_source_comes_before_the_next(tmp_path: Path) -> None:
    option = _file(tmp_path, "option", "选项 密码\r\n".encode())
    named = _file(tmp_path, "named", b"\xef\xbb\xbfnamed")
    environment = {
        "BRANCHDESK_PASSPHRASE_FILE": str(named),
        "BRANCHDESK_PASSPHRASE": "plain",
    }
    found = []
    steps: list[tuple[Path | None, dict[str, str], Kept]] = [
        (option, environment, Kept("kept")),
        (None, environment, Kept("kept")),
        (None, {"BRANCHDESK_PASSPHRASE": "plain"}, Kept("kept")),
        (None, {}, Kept("kept")),
        (None, {}, Kept(None)),
    ]
    for file, variables, store in steps:
        found.append(
            find_passphrase(
                "GZ/wang",
                file=file,
                environment=variables,
                key_store=store,
                prompt=lambda: "typed",
            )
        )
    assert found == ["选项 密码", "named", "plain", "kept", "typed"]


@pytest.mark.parametrize("content", [b"", b"\r\n", b"\xff\xfe\x00"])
def test_a_file_without_a_passphrase_is_told_and_nobody_is_asked(
    tmp_path: Path, content: bytes
) -> None:
    def prompt() -> str:
        raise AssertionError("asked although a file was given")

    with pytest.raises(UserError):
        find_passphrase(
            "GZ/wang",
            file=_file(tmp_path, "p", content),
            environment={"BRANCHDESK_PASSPHRASE": "plain"},
            key_store=None,
            prompt=prompt,
        )


def test_a_missing_file_and_nobody_to_ask_are_told(tmp_path: Path) -> None:
    for file in (tmp_path / "none", None):
        with pytest.raises(UserError):
            find_passphrase("GZ", file=file, environment={}, key_store=None, prompt=None)


def test_a_machine_without_a_key_store_is_normal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    store = SystemKeyStore()
    assert store.write("GZ", "secret") is False
    assert store.read("GZ") is None
    store.forget("GZ")
