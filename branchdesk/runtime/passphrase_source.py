# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the passphrase of a desk comes from, in a fixed order."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T

FILE_VARIABLE = "BRANCHDESK_PASSPHRASE_FILE"
TEXT_VARIABLE = "BRANCHDESK_PASSPHRASE"
_SERVICE = "BranchDesk"


class KeyStore(Protocol):
    """Keeps passphrases for one person on one machine; ``account`` names desk and user."""

    def read(self, account: str) -> str | None:
        """Return the passphrase, None when there is none or the store cannot be used."""
        ...

    def write(self, account: str, passphrase: str) -> bool:
        """Keep the passphrase and return whether that worked."""
        ...

    def forget(self, account: str) -> None:
        """Remove the passphrase if it is there."""
        ...


class SystemKeyStore:
    """The operating system's key store, when the optional library and a store are there.

    A machine without one (every server, many Linux desktops) is normal: nothing here raises.
    """

    def read(self, account: str) -> str | None:
        """Return the passphrase, None when there is none or no usable store."""
        try:
            import keyring

            return keyring.get_password(_SERVICE, account)
        except Exception:  # noqa: BLE001 - back ends raise what they like; the prompt still works
            return None

    def write(self, account: str, passphrase: str) -> bool:
        """Keep the passphrase and return whether that worked."""
        try:
            import keyring

            keyring.set_password(_SERVICE, account, passphrase)
        except Exception:  # noqa: BLE001 - as above
            return False
        return True

    def forget(self, account: str) -> None:
        """Remove the passphrase if it is there."""
        try:
            import keyring

            keyring.delete_password(_SERVICE, account)
        except Exception:  # noqa: BLE001, S110 - as above
            pass


def find_passphrase(
    account: str,
    *,
    file: Path | None,
    environment: Mapping[str, str],
    key_store: KeyStore | None,
    prompt: Callable[[], str] | None,
) -> str:
    """Return the passphrase for ``account``.

    Order: ``file`` (the option), the file named by ``BRANCHDESK_PASSPHRASE_FILE``,
    ``BRANCHDESK_PASSPHRASE``, the key store, the prompt. The first three are answers: when one is
    given, nothing after it is asked. Raises UserError when a named file cannot be used or there
    is nobody to ask.
    """
    named = file or (Path(environment[FILE_VARIABLE]) if environment.get(FILE_VARIABLE) else None)
    if named is not None:
        return _read_file(named)
    if environment.get(TEXT_VARIABLE):
        return environment[TEXT_VARIABLE]
    stored = key_store.read(account) if key_store else None
    if stored:
        return stored
    if prompt is None:
        raise UserError(
            T("A passphrase is needed"),
            T("The desk is encrypted and no passphrase was given."),
            T("Use --passphrase-file FILE or set {variable}.", variable=TEXT_VARIABLE),
        )
    return prompt()


def _read_file(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise translate_os_error(error, path, reading=True) from error
    except UnicodeDecodeError as error:
        raise _unusable(path) from error
    passphrase = text.rstrip("\r\n")
    if not passphrase:
        raise _unusable(path)
    return passphrase


def _unusable(path: Path) -> UserError:
    return UserError(
        T("No passphrase in the file"),
        T("{path} is empty or not a text file.", path=str(path)),
        T("The file holds the passphrase as its only line, in UTF-8."),
    )
