# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A copy of the program with one field more per kind, made as docs/under-the-floor.md says."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FIELD = "fault_code"
LABEL = "Fault code"
WORD = "E1407B"

DESCRIBED = {
    "customer": ("remarks", 'group="protection"'),
    "service_record": ("leads", 'group="more", listed=6'),
    "visit": ("tools", 'group="plan", listed=6'),
}
"""Kind → the field the new one stands before, and where it belongs; customers are listed by their
first columns.
"""

COLUMN = 2
"""The place in spreadsheets, among the first."""


def copy_with_new_fields(target: Path) -> Path:
    """Copy the program below a folder and add the field; returns the folder to import from."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "branchdesk", target / "branchdesk", ignore=ignored)
    for name in ("resources", "tests"):
        (target / name).symlink_to(ROOT / name)
    for kind, (before, where) in DESCRIBED.items():
        _insert(
            target / "branchdesk" / "domain" / "kinds" / f"{kind}.py",
            f"    {before}: Annotated[",
            f'    {FIELD}: Annotated[str, describe(T("{LABEL}"), {where}, search=3,'
            f' column={COLUMN}, required=(Stage.CLOSE, Stage.MONTH))] = ""\n',
        )
        _insert(
            target / "branchdesk" / "store" / "tables" / f"{kind}.py",
            f'    Column("{before}"',
            f'    Column("{FIELD}", String, nullable=False),\n',
        )
    _migrate(target / "branchdesk" / "store")
    return target


def _migrate(store: Path) -> None:
    versions = store / "migrations" / "versions"
    last = max(versions.glob("[0-9]*.py"))
    old, new = last.name[:4], f"{int(last.name[:4]) + 1:04d}"
    script = last.read_text(encoding="utf-8")
    before = script[script.index("down_revision") :].splitlines()[0]
    script = script.replace(f'revision = "{old}"', f'revision = "{new}"', 1)
    script = script.replace(before, f'down_revision = "{old}"', 1)
    (versions / f"{new}_fault_code.py").write_text(script, encoding="utf-8")
    statements = (
        f"ALTER TABLE {kind} ADD COLUMN {FIELD} VARCHAR NOT NULL DEFAULT '';\n"
        for kind in DESCRIBED
    )
    (versions / f"{new}_fault_code.sql").write_text("".join(statements), encoding="utf-8")
    upgrade = store / "upgrade.py"
    text = upgrade.read_text(encoding="utf-8")
    assert text.count(f'HEAD = "{old}"') == 1
    upgrade.write_text(text.replace(f'HEAD = "{old}"', f'HEAD = "{new}"'), encoding="utf-8")


def _insert(file: Path, before: str, line: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(f"\n{before}") == 1, (file, before)
    file.write_text(text.replace(f"\n{before}", f"\n{line}{before}"), encoding="utf-8")
