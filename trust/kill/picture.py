# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What desks hold, comparable between two runs that ended the same but for chance."""

import re
from collections import Counter
from pathlib import Path

from branchdesk.domain.kinds.registry import KINDS
from tests.companies import Company

Picture = dict[str, Counter[str]]

CHANCE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16,64}"
    r"|(?<=_)[0-9A-F]{4}-[0-9A-F]{4}|(?<=-)[0-9a-f]{8}(?=\.part)"
)
"""The parts of file names that differ from run to run."""

_IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LINK = ("peer", "relation", "out_tail", "out_bundled", "in_applied", "revoked")


def take_picture(company: Company) -> Picture:
    """Return every row, the journal and the streams of all open desks, without identities.

    The rows are read as they lie in the file: reading them as objects takes ten times as long.
    """
    picture: Picture = {}
    for code, desk in company.desks.items():
        with desk.database.read() as reader:
            for kind in KINDS:
                picture[f"{code} {kind}"] = Counter(
                    " ".join(map(_plain, row))
                    for row in reader.connection.exec_driver_sql(f"SELECT * FROM {kind}")
                )
            picture[f"{code} journal"] = Counter(
                f"{entry.entity} {entry.action}"
                for entry in reader.connection.exec_driver_sql("SELECT entity, action FROM journal")
            )
        picture[f"{code} streams"] = Counter(
            str({name: getattr(link, name) for name in _LINK}) for link in desk.exchange.links()
        )
    return picture


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return "#" if len(value) == 16 else value.hex()
    return _IDENTITY.sub("#", str(value))


def list_files(folder: Path) -> Counter[str]:
    """Return the names of all files below a folder, without identities; caches mean nothing."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return Counter(CHANCE.sub("#", name) for name in names if not name.startswith("home/cache/"))


def differences(actual: Picture, expected: Picture) -> tuple[list[str], list[str]]:
    """Return what is there and should not be, and what should be there and is not."""
    added = [
        f"{part}: {text[:120]}"
        for part, held in actual.items()
        for text in (held - expected.get(part, Counter()))
    ]
    missing = [
        f"{part}: {text[:120]}"
        for part, held in expected.items()
        for text in (held - actual.get(part, Counter()))
    ]
    return added, missing
