# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What bundles, sizes and partners are called on every page that exchanges."""

from collections.abc import Mapping

from branchdesk.domain.day_words import period_words
from branchdesk.domain.exchange import BundleEntry, Link
from branchdesk.domain.text import T, Text
from branchdesk.ui.tokens import Tone

_KILO = 1000


def size_text(size: int) -> str:
    """Say a number of bytes: ``840 B``, ``61 KB``, ``1.4 MB``."""
    if size < _KILO:
        return f"{size} B"
    if size < _KILO**2:
        return f"{round(size / _KILO)} KB"
    megabytes = size / _KILO**2
    return f"{megabytes:.1f} MB" if megabytes < 10 else f"{round(megabytes)} MB"


def revision_text(revision: int) -> Text:
    """Say which report of a month it is."""
    if revision > 1:
        return T("report no. {revision} (corrected)", revision=revision)
    return T("first report", "month")


def partner_names(links: list[Link]) -> dict[str, str]:
    """Return what people call each linked desk."""
    return {link.peer: link.name or link.peer for link in links}


def partner_text(code: str, names: Mapping[str, str]) -> str:
    """Return a partner's name with the code of its laptop: ``陈亮 L03``."""
    name = names.get(code, code)
    device = code.partition("-")[2]
    return f"{name} {device}" if device and name != code else name


def bundle_title(entry: BundleEntry) -> Text:
    """Say what a bundle is: a month's report or plain data."""
    if not entry.period:
        return T("data bundle")
    return T(
        "{period} {report}",
        "bundle title",
        period=period_words(entry.period),
        report=revision_text(entry.revision),
    )


BUNDLE_STATES: Mapping[str, tuple[Text, Tone]] = {
    "built": (T("to be sent", "exchange_state"), "amber"),
    "sent": (T("sent", "exchange_state"), "blue"),
    "receipted": (T("received by the other side", "exchange_state"), "green"),
    "applied": (T("taken in", "exchange_state"), "green"),
    "replaced": (T("made anew", "exchange_state"), "grey"),
}
"""Words and tone of a bundle in the diary."""
