# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One file with a name people understand; what it is called later does not matter."""

import shutil
from pathlib import Path

import pytest

from branchdesk.runtime.i18n import SourceTranslator, load_translator
from branchdesk.sync.inspection import inspect
from branchdesk.sync.single_file import file_name, look_at_file, verify_envelope, write_single_file

from .conftest import Link, operations

ENGLISH = SourceTranslator()


@pytest.fixture
def single(link: Link) -> Path:
    header, written = link.write(operations(9), period="2026-11", revision=1)
    target = link.folder / "report.bdx"
    write_single_file(written.path, link.envelope(header, written), link.branch.keys, target)
    return target


@pytest.mark.parametrize("name", ["report(1).bdx", "报表.dat", "no-suffix", "a.bdx.download"])
def test_renamed_and_read_only_copies_are_the_same_bundle(
    link: Link, single: Path, name: str
) -> None:
    copy = single.with_name(name)
    shutil.copy(single, copy)
    copy.chmod(0o444)
    opened, original = link.hq.read(copy), link.hq.read(single)
    assert (opened.header, opened.sha256) == (original.header, original.sha256)
    assert len(list(opened.operations())) == 9


def test_the_sealed_part_is_the_bundle_itself(link: Link, single: Path) -> None:
    sealed = look_at_file(single)
    [bare] = link.folder.glob("*.tar.zst.age")
    assert b"".join(sealed.pieces()) == bare.read_bytes()
    assert sealed.document is not None
    envelope = verify_envelope(sealed.document, link.hq.trusted)
    assert (envelope.sha256, envelope.period) == (link.hq.read(bare).sha256, "2026-11")


def test_inspection_with_and_without_keys(link: Link, single: Path) -> None:
    outside = inspect(single, None)
    assert outside["envelope"]["sender"]["code"] == "GZ"
    assert outside["header"] is None
    inside = inspect(single, link.hq.keys)
    assert inside["header"]["last"] == 9
    assert set(inside["files"]) == {"data/receipt.json", "data/ops.jsonl"}
    assert inside["payload_bytes"] == sum(inside["files"].values())


def test_names(link: Link) -> None:
    header, written = link.write(operations(9), period="2026-11", revision=1)
    envelope = link.envelope(header, written)
    code = envelope.code
    assert file_name(envelope, ENGLISH) == f"广州分公司_2026-11_first report_{code}.bdx"
    header, written = link.write(operations(9), period="2026-11", revision=3)
    assert "_report no. 3_" in file_name(link.envelope(header, written), ENGLISH)
    header, written = link.write(operations(9))
    assert "_data bundle_2026-11-27_" in file_name(
        link.envelope(header, written), SourceTranslator()
    )
    header, written = link.write()
    assert "_receipt_2026-11-27_" in file_name(link.envelope(header, written), ENGLISH)


def test_the_chinese_name(link: Link) -> None:
    resources = Path(__file__).parents[2] / "resources"
    chinese = load_translator("zh_CN", resources, None)
    header, written = link.write(operations(9), period="2026-11", revision=1)
    envelope = link.envelope(header, written)
    assert file_name(envelope, chinese) == f"广州分公司_2026年11月_首次上报_{envelope.code}.bdx"


def test_names_hold_nothing_a_file_system_refuses(link: Link) -> None:
    address = link.branch.address
    link.branch.address = type(address)(
        address.code, address.node, 'A/B\\C:"*?<>|\u0001.' + "长" * 200
    )
    header, written = link.write(operations(1))
    name = file_name(link.envelope(header, written), ENGLISH)
    assert not set(name) & set('/\\:*?"<>|\u0001')
    assert len(name.encode()) < 255
