# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Chinese line breaking keeps every character and breaks only where a reader expects it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.reports.line_breaking import NEVER_FIRST, NEVER_LAST, break_lines


def measure(text: str) -> float:
    """Full width for Chinese characters, half for the others."""
    return sum(1.0 if ord(char) > 0x2000 else 0.5 for char in text)


texts = st.text(
    alphabet=st.one_of(
        st.sampled_from("，。、；：？！（）《》“”「」…—～·,.;:?!()[]%℃￥¥$"),
        st.sampled_from("的一是在计量支付工程第期合同变更湛海𠮷䶮"),
        st.sampled_from("abcXYZ0123456789-_/@+ \n\u3000"),
    ),
    max_size=120,
)
widths = st.integers(min_value=1, max_value=40).map(lambda half: half / 2)


@given(texts, widths)
def test_no_character_is_lost_or_moved(text: str, width: float) -> None:
    """Only blanks at a cut may disappear."""
    lines = break_lines(text, width, measure)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(texts, widths)
def test_no_line_is_wider_than_the_column(text: str, width: float) -> None:
    """Except for a single character that is wider itself."""
    for line in break_lines(text, width, measure):
        assert measure(line) <= width + 1e-9 or len(line.strip()) == 1


@given(texts, st.integers(min_value=6, max_value=40))
def test_forbidden_marks_stand_beside_a_cut_only_when_nothing_else_fits(
    text: str, width: int
) -> None:
    """A forbidden cut is excused only inside a run that is wider than the whole line."""
    for paragraph in text.split("\n"):
        lines = [line for line in break_lines(paragraph, width, measure) if line.strip()]
        for line, following in pairwise(lines):
            last, first = line.rstrip()[-1], following.lstrip()[0]
            if first in NEVER_FIRST or last in NEVER_LAST:
                assert measure(_unbreakable(line, following)) > width / 2


def _unbreakable(line: str, following: str) -> str:
    """Return the run around a cut in which every neighbour is tied to the next one."""
    whole, cut = line + following, len(line)
    start = end = cut
    while start > 1 and _tied(whole[start - 1], whole[start]):
        start -= 1
    while end < len(whole) and _tied(whole[end - 1], whole[end]):
        end += 1
    return whole[max(start - 1, 0) : end]


def _tied(left: str, right: str) -> bool:
    return (
        right in NEVER_FIRST
        or left in NEVER_LAST
        or left.isspace()
        or right.isspace()
        or (left.isascii() and right.isascii())
    )


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("一\n\n二", 10, ["一", "", "二"]),
        ("误差为1,284.56元左右", 6, ["误差为", "1,284.56元左", "右"]),
        ("升级到 BranchDesk 版本", 6, ["升级到", "BranchDesk", "版本"]),
        ("已处理完毕。", 5, ["已处理完", "毕。"]),
        ("参见（附录）", 3, ["参见", "（附", "录）"]),
        ("温度是25℃时", 4, ["温度是", "25℃时"]),
        ("电话154 0099 0042已留", 8, ["电话", "154 0099 0042已", "留"]),
        ("等等……再看", 4, ["等等……", "再看"]),
        ("https://example.invalid/abcdefghij", 8, ["https://example.", "invalid/abcdefgh", "ij"]),
        ("字" * 7, 3, ["字字字", "字字字", "字"]),
        ("字", 0.5, ["字"]),
    ],
)
def test_examples(text: str, width: float, lines: list[str]) -> None:
    """What a reader of Chinese expects."""
    assert break_lines(text, width, measure) == lines
