# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Words people read: one word for one thing, Chinese marks and blanks, a way out of every trouble.

What a reader has to judge stays with the reader; what a machine can tell is told here.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.architecture.catalogue_entries import catalogue_messages

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "branchdesk"
CATALOGUES = ROOT / "resources" / "i18n" / "zh_CN"

TECHNICAL = re.compile(
    r"json|uuid|哈希|异常|实体|节点|事务|序列化|\bnull\b|\bnone\b|\btrue\b|句柄|堆栈", re.IGNORECASE
)
"""Words nobody outside the trade should meet; the command line speaks of JSON, it takes it."""

OF_THE_COMMAND_LINE = {"cli.po"}
SPOKEN_TO_SCRIPTS = {
    "Write dates as 2026-11-30, moments with their zone, yes and no as true and false."
}
"""What only filters given on a command line can bring about."""

RETIRED: Mapping[str, str] = {
    "口令": "密码",
    "桌面": "本机数据",
    "角色": "岗位",
    "用户": "客户",
    "关键人物": "关键联系人",
    "演练": "试上报",
    "冻结": "锁定",
    "阻断": "必须处理",
    "已关闭": "已办结",
    "已寄出": "已发出",
    "未打包": "待发出",
    "打包": "上报包、数据包",
    "已回执": "已签收",
    "代管": "带回数据",
    "移交": "转给同事、转办",
    "诊断与": "检查与处理",
    "上门来访": "客户来访",
    "公共场所": "防窥",
    "绝密": "核心商密",
    "机密": "普通商密",
    "合并": "并入、汇总",
    "同步": "收发",
    "登录名": "姓名",
    "代理人": "授权代办人",
    "操作日志": "修改记录",
    "变更记录": "修改记录",
    "改动记录": "修改记录",
    "预检": "上报前检查",
    "录入": "登记",
    "内容摘要": "校验码",
    "投诉热线": "监督电话",
    "重现": "复现",
    "附录": "补充页",
    "增补": "补充页",
    "特约服务": "收费服务",
    "请勿": "请先不要",
    "字段": "栏目",
    "接入申请": "接入文件",
    "接入答复": "答复文件",
    "待决定": "待选定",
    "待发出的包": "待发出的文件",
    "改约": "改期",
    "客服人员": "客服专员",
    "保存不了文件": "文件保存不了",
    "同次解决": "首次解决",
}
"""Words that were given up or never taken, with what is said instead."""

CJK = "\u3400-\u9fff"
MARKS = "，。；：！？（）“”、《》【】…"
_PLACEHOLDER = re.compile(r"\{\w*\}")
FAULTS: Mapping[str, re.Pattern[str]] = {
    "a half-width mark beside Chinese": re.compile(
        rf"[{CJK}][,.;:!?()]|[,;:!?)(][{CJK}]|[{CJK}]'|'[{CJK}]"
    ),
    "a straight quotation mark": re.compile(r'"'),
    "an exclamation mark": re.compile("！|!"),
    "a blank beside a full-width mark": re.compile(rf"[{MARKS}] | [{MARKS}]"),
    "no blank between Chinese and a digit or letter": re.compile(
        rf"[{CJK}][A-Za-z0-9¥]|[A-Za-z0-9%][{CJK}]"
    ),
    "a blank at the edge": re.compile("^ | $"),
    "three dots for an ellipsis": re.compile(r"\.\.\.|。。"),
    "the measure word of anything": re.compile(
        "个(?:记录|单据|上报包|客户|分公司|联系人|工程师|投诉|笔记本|冲突|配件|更正)"
    ),
    "a blank beside a slash between two Chinese words": re.compile(rf"[{CJK}](?: /|/ | / )[{CJK}]"),
    "a unit of time that is no word": re.compile("[0-9\x01] ?(?:h|d|min)(?![A-Za-z])"),
    "a chatty word": re.compile("哦|哟|啦|亲[，,爱]"),
}
MNEMONIC = re.compile(r"\(&\w\)")


def faults(shown: str) -> Iterator[str]:
    """Yield what is wrong with the marks and blanks of a Chinese text."""
    # A placeholder is judged by what it holds, when it is filled.
    bare = MNEMONIC.sub("", _PLACEHOLDER.sub("\u0001", shown))
    for name, pattern in FAULTS.items():
        if pattern.search(bare):
            yield name


def retired(shown: str) -> Iterator[str]:
    """Yield the words in a Chinese text that are not used any more, with what is said instead."""
    for word, instead in RETIRED.items():
        if word in shown:
            yield f"{word} → {instead}"


SPOKEN_TO_THE_CUSTOMER = re.compile(
    r"Privacy: |[56]\. .*[Yy]ou|Hello \{person\}|Thank you\.| Present: \{witness\}\."
)
"""What a customer reads on the screen, on the paper or in a message: 您."""

SENT_TO_A_COLLEAGUE = re.compile(r"\{name\}, this period is reported on day")
"""What a manager pastes into a chat: 你."""

STANDS_BESIDE_A_FIELD = {
    "Printed on the sheets: please give the real name.",
    "At least 8 characters; it opens the data on this computer and nothing else.",
    "Hidden from onlookers. F12 shows it again.",
    "No.",
}
"""Short remarks and an abbreviation; in Chinese such a line has no full stop."""


def translations() -> Iterator[tuple[str, str, str]]:
    """Yield catalogue, English source and Chinese text of every entry."""
    for (_, source), entries in catalogue_messages(CATALOGUES).items():
        for catalogue, message in entries:
            assert not message.fuzzy, (catalogue, source)
            yield catalogue, source, str(message.string)


def test_chinese_has_chinese_marks_and_blanks() -> None:
    assert {
        f"{catalogue}: {shown}": found
        for catalogue, _, shown in translations()
        if (found := list(faults(shown)))
    } == {}


def test_one_word_for_one_thing() -> None:
    assert {
        f"{catalogue}: {shown}": found
        for catalogue, _, shown in translations()
        if (found := list(retired(shown)))
    } == {}


def test_no_technical_word_reaches_the_window_or_the_paper() -> None:
    assert [
        f"{catalogue}: {shown}"
        for catalogue, source, shown in translations()
        if catalogue not in OF_THE_COMMAND_LINE
        and source not in SPOKEN_TO_SCRIPTS
        and TECHNICAL.search(_PLACEHOLDER.sub("", shown))
    ] == []


def test_only_customers_and_the_colleague_of_a_reminder_are_addressed() -> None:
    """The window itself speaks to nobody; a person of the staff is never 您 there."""
    addressed = {
        word: {source for _, source, shown in translations() if word in shown} for word in "您你"
    }
    assert [s for s in addressed["您"] if not SPOKEN_TO_THE_CUSTOMER.match(s)] == []
    assert [s for s in addressed["你"] if not SENT_TO_A_COLLEAGUE.match(s)] == []


def test_a_sentence_is_a_sentence_in_both_languages() -> None:
    assert [
        f"{catalogue}: {shown}"
        for catalogue, source, shown in translations()
        if source not in STANDS_BESIDE_A_FIELD
        and source.endswith(".")
        and not shown.endswith(("。", "…"))
    ] == []


def test_what_opens_a_window_or_goes_on_ends_with_dots_in_both_languages() -> None:
    assert [
        f"{catalogue}: {source} → {shown}"
        for catalogue, source, shown in translations()
        if source.endswith("…") != shown.endswith("…")
    ] == []


@pytest.mark.parametrize(
    "shown",
    [
        "请检查(大写)",
        "已签收,谢谢",
        '点"保存"',
        "好了！",
        "在 “设置” 里",
        "第3次",
        "共 12条",
        "好 ",
        "正在保存...",
        "有 {count} 个记录",
        "超时 3 h",
        "方式 / 类别",
        "好了哦",
    ],
)
def test_a_fault_is_seen(shown: str) -> None:
    assert list(faults(shown))


@pytest.mark.parametrize(
    "shown",
    ["第 {count} 次", "11 月", "查找范围(&L)：", "“{name}”不在这里。", "PDF 文件", "{a}·{b}"],
)
def test_what_is_right_is_let_through(shown: str) -> None:
    assert list(faults(shown)) == []
    assert list(retired(shown)) == []


def test_a_retired_word_is_seen() -> None:
    assert list(retired("请输入口令")) == ["口令 → 密码"]


def _troubles() -> Iterator[tuple[str, list[ast.expr]]]:
    """Yield the place and the arguments of every error of the world."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UserError":
                yield f"{file.relative_to(PACKAGE)}:{node.lineno}", node.args


def _source(argument: ast.expr) -> str | None:
    """Return the English source of a ``T("…")``, or None for anything else."""
    if not (isinstance(argument, ast.Call) and getattr(argument.func, "id", "") == "T"):
        return None
    first = argument.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def test_every_trouble_says_what_happened_and_what_to_do() -> None:
    """A title without a full stop, a sentence about what happened, a sentence about what to do."""
    found = list(_troubles())
    assert len(found) > 100
    wrong = []
    for place, arguments in found:
        if len(arguments) != 3:
            wrong.append(f"{place}: has no way out")
            continue
        title, message, hint = (_source(argument) for argument in arguments)
        if title is not None and (not title or title.endswith(".")):
            wrong.append(f"{place}: “{title}” is no title")
        wrong += [
            f"{place}: “{text}” is no sentence"
            for text in (message, hint)
            if text is not None and not text.endswith((".", "?", "}"))
        ]
    assert wrong == []


def test_what_to_do_is_a_sentence_in_chinese_too() -> None:
    shown = {source: text for _, source, text in translations()}
    hints = {_source(arguments[2]) for _, arguments in _troubles()} - {None}
    assert [shown[hint] for hint in hints if hint and not shown[hint].endswith("。")] == []
