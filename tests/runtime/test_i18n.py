# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Catalogues of all rooms, in one translator."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from branchdesk.domain.text import T
from branchdesk.runtime.i18n import load_translator
from branchdesk.runtime.paths import find_resources

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    folder = tmp_path / "resources" / "i18n" / "zh_CN"
    folder.mkdir(parents=True)
    (folder / "one.po").write_text(
        HEADER + 'msgid "Open {name}"\nmsgstr "打开{name}"\n\n'
        'msgctxt "record"\nmsgid "Closed"\nmsgstr "已办结"\n\n'
        'msgctxt "custody"\nmsgid "Closed"\nmsgstr "已归还"\n\n'
        '#, fuzzy\nmsgid "Guess"\nmsgstr "猜"\n',
        encoding="utf-8",
    )
    (folder / "two.po").write_text(HEADER + 'msgid "Customer"\nmsgstr "客户"\n', encoding="utf-8")
    return tmp_path / "resources"


def test_rooms_are_merged_and_contexts_kept_apart(resources: Path, tmp_path: Path) -> None:
    chinese = load_translator("zh_CN", resources, tmp_path / "cache")
    assert chinese.language == "zh_CN"
    assert chinese.render(T("Customer")) == "客户"
    assert chinese.render(T("Closed", context="record")) == "已办结"
    assert chinese.render(T("Closed", context="custody")) == "已归还"
    assert chinese.render(T("Open {name}", name=T("Customer"))) == "打开客户"


def test_unknown_fuzzy_and_empty_sources_stay_as_they_are(resources: Path) -> None:
    chinese = load_translator("zh_CN", resources, None)
    assert chinese.render(T("Never seen")) == "Never seen"
    assert chinese.render(T("Closed")) == "Closed"
    assert chinese.render(T("Guess")) == "Guess"
    assert chinese.render(T("")) == ""


def test_english_is_the_source(resources: Path) -> None:
    english = load_translator("en", resources, None)
    assert english.render(T("Open {name}", name=T("Customer"))) == "Open Customer"


def test_a_language_nobody_offers_is_a_bug(resources: Path) -> None:
    with pytest.raises(ValueError, match="xx"):
        load_translator("xx", resources, None)


def test_the_second_start_does_not_import_babel(resources: Path, tmp_path: Path) -> None:
    load_translator("zh_CN", resources, tmp_path / "cache")
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from branchdesk.domain.text import T\n"
        "from branchdesk.runtime.i18n import load_translator\n"
        "t = load_translator('zh_CN', Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "assert t.render(T('Customer')) == '\\u5ba2\\u6237'\n"
        "assert 'babel' not in sys.modules\n"
    )
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", script, str(resources), str(tmp_path / "cache")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(root)})


def test_an_edited_catalogue_is_seen_and_the_old_form_dropped(
    resources: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    load_translator("zh_CN", resources, cache)
    source = resources / "i18n" / "zh_CN" / "two.po"
    source.write_text(HEADER + 'msgid "Customer"\nmsgstr "顾客"\n', encoding="utf-8")
    assert load_translator("zh_CN", resources, cache).render(T("Customer")) == "顾客"
    assert len(list((cache / "i18n").iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"x", b"\xde\x12\x04\x95\x00\x00"])
def test_a_damaged_cache_is_made_again(resources: Path, tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "cache"
    load_translator("zh_CN", resources, cache)
    for file in (cache / "i18n").iterdir():
        file.write_bytes(damage)
    assert load_translator("zh_CN", resources, cache).render(T("Customer")) == "客户"
    assert all(file.read_bytes() != damage for file in (cache / "i18n").iterdir())


def test_a_cache_that_cannot_be_written_does_not_stop_the_start(
    resources: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file where the folder should be")
    assert load_translator("zh_CN", resources, blocked).render(T("Customer")) == "客户"


def test_the_real_catalogues_load() -> None:
    chinese = load_translator("zh_CN", find_resources(), None)
    assert chinese.render(T("The desk is already open")) == "服务台已经打开"
