# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Nothing that was altered, forged or made to harm gets in; each time the reason is said."""

import hashlib
import io
import random
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.sync import bag
from branchdesk.sync.bundle_reader import ReadingDesk
from branchdesk.sync.header import format_bag_info
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.inspection import verify, verify_outside
from branchdesk.sync.sealing import seal, unsealed
from branchdesk.sync.single_file import write_single_file
from branchdesk.sync.tar_stream import PackedFile, read_tar, tar_bytes

from .conftest import Link, blob_of, make_desk, operations, refusal

DAMAGED = "The file is incomplete"
STRANGER = "It cannot be confirmed who sent this"
REFUSED = "The file is not accepted"
ELSEWHERE = "This file was not sent to this desk"
NEWER = "The file was made by a newer version"
NOT_OURS = "This is not a file of the service desk"


@pytest.mark.parametrize("seed", range(24))
@pytest.mark.parametrize("form", ["sealed", "single"])
def test_every_flipped_bit_cut_and_addition_is_refused(link: Link, form: str, seed: int) -> None:
    header, written = link.write(operations(40), [blob_of(b"photo" * 5000)])
    file = written.path
    if form == "single":
        file = link.folder / "上报.bdx"
        write_single_file(written.path, link.envelope(header, written), link.branch.keys, file)
    whole = file.read_bytes()
    noise = random.Random(seed)
    # Every second flip hits the first kilobytes, where headers and signatures are.
    position = noise.randrange(min(len(whole), 3000) if seed % 2 else len(whole))
    flipped = bytearray(whole)
    flipped[position] ^= 1 << noise.randrange(8)
    for content in (bytes(flipped), whole[:position], whole + noise.randbytes(1 + seed)):
        file.write_bytes(content)
        with pytest.raises(UserError):
            link.hq.read(file)
    file.write_bytes(whole)
    assert len(list(link.hq.read(file).operations())) == 40


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"\x00" * 5000, b"PK\x03\x04"])
def test_what_is_no_bundle_is_said_to_be_none(link: Link, content: bytes) -> None:
    file = link.folder / "照片.bdx"
    file.write_bytes(content)
    assert refusal(lambda: link.hq.read(file)) == NOT_OURS


def test_a_missing_file_is_told(link: Link) -> None:
    assert refusal(lambda: link.hq.read(link.folder / "gone")) == "Not found: file or folder"


def unpacked(link: Link, file: Path) -> dict[str, bytes]:
    with file.open("rb") as source, unsealed(source, link.hq.keys.age_identity()) as stream:
        return {member.name: b"".join(member.pieces()) for member in read_tar(stream)}


def repacked(link: Link, files: dict[str, bytes], target: Path) -> Path:
    return sealed_tar(
        link, tar_bytes(PackedFile(name, len(data), [data]) for name, data in files.items()), target
    )


def sealed_tar(link: Link, archive: Iterable[bytes], target: Path) -> Path:
    with target.open("wb") as file:
        seal(archive, [link.hq.keys.public().age], file)
    return target


def redo_manifests(files: dict[str, bytes], keys: DeskKeys | None = None) -> dict[str, bytes]:
    """Make all digests right again; sign too when there are keys."""
    payload = {name: data for name, data in files.items() if name not in bag.TAG_LIMITS}
    redone = {name: files[name] for name in bag.TAG_LIMITS} | payload
    redone[bag.MANIFEST] = bag.format_manifest(
        {name: hashlib.sha256(data).hexdigest() for name, data in payload.items()}
    )
    redone[bag.TAG_MANIFEST] = bag.tag_manifest(redone)
    if keys is not None:
        line = next(x for x in files[bag.BAG_INFO].decode().splitlines() if "Bundle-Id" in x)
        redone[bag.SIGNATURE] = keys.sign(
            redone[bag.TAG_MANIFEST], bag.signature_statement(line.split(": ")[1])
        )
    return redone


def test_changed_operations_with_manifests_redone_fail_by_their_signature(link: Link) -> None:
    _, written = link.write(operations(5))
    files = unpacked(link, written.path)
    files[bag.OPERATIONS] = files[bag.OPERATIONS].replace(b'"op":1', b'"op":7')
    forged = repacked(link, redo_manifests(files), link.folder / "forged.age")
    assert refusal(lambda: link.hq.read(forged)) == STRANGER
    # Signed by somebody else it is no better.
    forged = repacked(link, redo_manifests(files, DeskKeys.generate()), forged)
    assert refusal(lambda: link.hq.read(forged)) == STRANGER
    # Only the branch itself could have made it.
    genuine = repacked(link, redo_manifests(files, link.branch.keys), forged)
    assert link.hq.read(genuine).header.operations == 5


def test_changed_operations_without_redone_manifests_are_damaged(link: Link) -> None:
    _, written = link.write(operations(5))
    files = unpacked(link, written.path)
    files[bag.OPERATIONS] = files[bag.OPERATIONS].replace(b'"op":1', b'"op":7')
    assert refusal(lambda: link.hq.read(repacked(link, files, written.path))) == DAMAGED


def test_unknown_sender(link: Link) -> None:
    _, written = link.write(operations(1))
    link.hq.known.clear()
    assert refusal(lambda: link.hq.read(written.path)) == STRANGER


def test_another_desk_signing_in_the_branchs_name(link: Link) -> None:
    _, written = link.write(operations(1), keys=make_desk("WH", "武汉分公司").keys)
    assert refusal(lambda: link.hq.read(written.path)) == STRANGER


def test_a_bundle_for_another_desk_names_both(link: Link) -> None:
    wuhan = make_desk("WH", "武汉分公司")
    header, written = link.write(operations(1), period="2026-11", revision=1)
    assert refusal(lambda: wuhan.read(written.path)) == ELSEWHERE
    single = link.folder / "a.bdx"
    write_single_file(written.path, link.envelope(header, written), link.branch.keys, single)
    with pytest.raises(UserError) as caught:
        wuhan.read(single)
    message = str(caught.value.message)
    assert "广州分公司" in message
    assert "总部客服中心" in message
    assert "武汉分公司" in message


def test_a_bundle_passed_on_by_its_receiver_is_not_for_the_next(link: Link) -> None:
    """Headquarters opens the branch's bundle and seals the same content for another branch."""
    wuhan = make_desk("WH", "武汉分公司")
    wuhan.known = dict(link.hq.known)
    _, written = link.write(operations(1))
    files = unpacked(link, written.path)
    link.hq.keys = wuhan.keys
    passed_on = repacked(link, files, link.folder / "on.age")
    assert refusal(lambda: wuhan.read(passed_on)) == ELSEWHERE


def test_newer_schema_newer_format_and_demo(link: Link) -> None:
    _, written = link.write(operations(1), min_reader=4)
    assert refusal(lambda: link.hq.read(written.path)) == NEWER
    _, written = link.write(operations(1), demo=True)
    assert refusal(lambda: link.hq.read(written.path)) == "Demo and real data do not mix"
    _, written = link.write(operations(1))
    files = unpacked(link, written.path)
    files[bag.BAG_INFO] = files[bag.BAG_INFO].replace(b"-Bundle 1", b"-Bundle 2")
    newer = repacked(link, redo_manifests(files, link.branch.keys), written.path)
    assert refusal(lambda: link.hq.read(newer)) == NEWER


@pytest.mark.parametrize(
    "name",
    [
        "data/../../evil",
        "/etc/passwd",
        "data/run.sh",
        "data/blobs/../x",
        "data/sub/record.csv",
        "data/" + "文" * 3 + ".csv",
        "data/blobs/" + "0" * 64,
    ],
)
def test_no_member_may_be_elsewhere_or_unknown(link: Link, name: str) -> None:
    """Even when the branch's own key signed it."""
    _, written = link.write(operations(1))
    files = unpacked(link, written.path)
    info = files[bag.BAG_INFO].decode()
    oxum = next(line for line in info.splitlines() if line.startswith("Payload-Oxum"))
    size, count = oxum.split(": ")[1].split(".")
    files[bag.BAG_INFO] = info.replace(
        oxum, f"Payload-Oxum: {int(size) + 4}.{int(count) + 1}"
    ).encode()
    payload = {key: data for key, data in files.items() if key not in bag.TAG_LIMITS}
    payload[name] = b"evil"
    lines = "".join(f"{hashlib.sha256(d).hexdigest()}  {n}\n" for n, d in payload.items())
    files[bag.MANIFEST] = lines.encode()
    files[bag.TAG_MANIFEST] = bag.tag_manifest(files)
    signed_id = info.split("Bundle-Id: ")[1].split("\n")[0]
    files[bag.SIGNATURE] = link.branch.keys.sign(
        files[bag.TAG_MANIFEST], bag.signature_statement(signed_id)
    )
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for member, data in ({k: files[k] for k in bag.TAG_LIMITS} | payload).items():
            entry = tarfile.TarInfo(member)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    evil = sealed_tar(link, [archive.getvalue().rstrip(b"\0") + bytes(2048)], written.path)
    assert refusal(lambda: link.hq.read(evil)) in {REFUSED, DAMAGED}


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_folders_are_refused(link: Link, kind: bytes) -> None:
    entry = tarfile.TarInfo("bagit.txt")
    entry.type = kind
    entry.linkname = "/etc/passwd"
    content = entry.tobuf(tarfile.USTAR_FORMAT) + bytes(1024)
    evil = sealed_tar(link, [content], link.folder / "evil.age")
    assert refusal(lambda: link.hq.read(evil)) == DAMAGED


def test_doubled_additional_and_missing_members(link: Link) -> None:
    _, written = link.write(operations(1))
    files = unpacked(link, written.path)
    packed = [PackedFile(name, len(data), [data]) for name, data in files.items()]
    for members, title in (
        ([*packed, packed[-1]], REFUSED),
        (packed[:-1], REFUSED),
        ([packed[0], *packed], REFUSED),
        ([*packed[:-2], packed[-1], packed[-2]], REFUSED),
    ):
        evil = sealed_tar(link, tar_bytes(members), written.path)
        assert refusal(lambda: link.hq.read(evil)) == title  # noqa: B023 - called at once
    trailing = [*tar_bytes(packed), b"more"]
    assert refusal(lambda: link.hq.read(sealed_tar(link, trailing, written.path))) == DAMAGED


def test_a_bundle_within_a_bundle_is_refused(link: Link) -> None:
    _, written = link.write(operations(1))
    nested = sealed_tar(link, [written.path.read_bytes()], link.folder / "nested.age")
    assert refusal(lambda: link.hq.read(nested)) == DAMAGED


def bomb(link: Link, announced: int) -> Path:
    """A bundle of the branch's own hand that unpacks to eighty million zeros."""
    size = 80_000_000
    header = link.header(0)
    digest = hashlib.sha256()
    for _ in range(80):
        digest.update(bytes(1_000_000))
    receipt = b"{}"
    tags = {
        bag.BAGIT: bag.BAGIT_CONTENT,
        bag.BAG_INFO: format_bag_info(header, announced, 2),
        bag.MANIFEST: bag.format_manifest(
            {bag.RECEIPT: hashlib.sha256(receipt).hexdigest(), bag.OPERATIONS: digest.hexdigest()}
        ),
    }
    tags[bag.TAG_MANIFEST] = bag.tag_manifest(tags)
    tags[bag.SIGNATURE] = link.branch.keys.sign(
        tags[bag.TAG_MANIFEST], bag.signature_statement(header.bundle_id)
    )
    files = [PackedFile(name, len(data), [data]) for name, data in tags.items()]
    files.append(PackedFile(bag.RECEIPT, 2, [receipt]))
    files.append(PackedFile(bag.OPERATIONS, size, (bytes(1_000_000) for _ in range(80))))
    return sealed_tar(link, tar_bytes(files), link.folder / "bomb.age")


@pytest.mark.parametrize("announced", [80_000_002, 1000])
def test_bombs_are_refused_before_they_unpack(link: Link, announced: int) -> None:
    assert refusal(lambda: link.hq.read(bomb(link, announced))) == REFUSED


def test_verification_lists_its_reasons(link: Link) -> None:
    header, written = link.write(operations(2))
    desk = ReadingDesk(link.hq.address, 3, demo=False)
    assert verify(written.path, link.hq.keys, desk, link.hq.trusted) == []
    [reason] = verify(written.path, link.hq.keys, desk, lambda _: None)
    assert str(reason.title) == STRANGER
    single = link.folder / "b.bdx"
    write_single_file(written.path, link.envelope(header, written), link.branch.keys, single)
    assert verify_outside(single, link.hq.trusted) == []
    [reason] = verify_outside(written.path, link.hq.trusted)
    assert str(reason.title) == ELSEWHERE


def test_an_envelope_of_another_bundle_is_noticed(link: Link) -> None:
    header, _ = link.write(operations(2))
    _, other = link.write(operations(2))
    mixed = link.folder / "mixed.bdx"
    write_single_file(other.path, link.envelope(header, other), link.branch.keys, mixed)
    assert refusal(lambda: link.hq.read(mixed)) == DAMAGED
