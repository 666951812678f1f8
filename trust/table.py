# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The table of all rows, for eyes and for programs."""

from collections.abc import Iterable

import msgspec

from trust.frame import Row

_COLUMNS = f"{'check':10} {'subject':40} {'cases':>7} {'recov.':>7} {'lost':>5} {'doubled':>7}  ok"
_SHOWN_FAILURES = 5


def heading() -> str:
    """Return the line above the rows."""
    return f"{_COLUMNS}\n{'-' * len(_COLUMNS)}"


def line(row: Row) -> str:
    """Return a row as text: the figures, and below them what was found and what failed."""
    figures = f"{row.cases:>7} {row.recovered:>7} {row.lost:>5} {row.doubled:>7}"
    verdict = "not run" if row.not_run else "yes" if row.ok else "NO"
    lines = [f"{row.check:10} {row.subject:40} {figures}  {verdict}"]
    if row.not_run:
        lines.append(f"{'':11}{row.not_run}")
    if row.findings:
        lines.append(" " * 11 + ", ".join(f"{kind} {n}" for kind, n in row.findings.items()))
    lines += [f"{'':11}! {failure}" for failure in row.failures[:_SHOWN_FAILURES]]
    if len(row.failures) > _SHOWN_FAILURES:
        lines.append(f"{'':11}! and {len(row.failures) - _SHOWN_FAILURES} more (see --json)")
    return "\n".join(lines)


def as_json(rows: Iterable[Row]) -> str:
    """Return all rows as JSON, each with its verdict."""
    return msgspec.json.encode([msgspec.to_builtins(r) | {"ok": r.ok} for r in rows]).decode()
