# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Archives made to harm whoever unpacks them, signed with a branch's true key all the same."""

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

from branchdesk.domain.exchange import BundleEntry
from branchdesk.store.backup import inspect_backup, restore
from branchdesk.sync import bag
from branchdesk.sync.header import format_bag_info
from branchdesk.sync.tar_stream import PackedFile, tar_bytes
from tests.companies import Company
from trust.forgery.bundles import DAMAGED, REFUSED
from trust.forgery.trial import Trial
from trust.forgery.workshop import Files, loose_tar, repack, sealed, unpack, with_manifests

NAMES = (
    "data/../../evil",
    "../evil",
    "/etc/passwd",
    "data//ops.jsonl",
    "./data/ops.jsonl",
    "data/run.sh",
    "data/blobs/../x",
    "data/sub/record.csv",
    "data/Ops.jsonl",
    "DATA/ops.jsonl",
    "data/Receipt.JSON",
    "data\\..\\evil",
    "C:/Windows/evil",
    "data/nul",
    "data/record.csv:stream",
    "data/文件.csv",
    "data/" + "a" * 200 + ".csv",
    "data/blobs/" + "A" * 64,
    "data/blobs/" + "0" * 64,
)
KINDS = {
    "a link": tarfile.SYMTYPE,
    "a hard link": tarfile.LNKTYPE,
    "a folder": tarfile.DIRTYPE,
    "a pipe": tarfile.FIFOTYPE,
    "a device": tarfile.CHRTYPE,
    "a disk": tarfile.BLKTYPE,
    "a file with holes": tarfile.GNUTYPE_SPARSE,
}
ZEROS = 1_000_000
BOMB_MEGABYTES = 80


def paths(company: Company, entry: BundleEntry, folder: Path) -> Trial:
    """Members that would lie elsewhere, twice, or be no files at all."""
    trial = Trial("paths, links, devices and doubles in bundles")
    hq, branch = company.hq, company.branch
    files = unpack(branch.courier.outbox_file(entry.bundle_id), hq.keys)
    age, target = hq.keys.public().age, folder / "evil.age"

    def hand(what: str, *content: bytes) -> None:
        file = sealed(content, age, target)
        trial.refused(what, hq, lambda: hq.exchange.import_file(file), DAMAGED, REFUSED)

    for name in NAMES:
        signed = with_manifests(files | {name: b"evil"}, branch.keys)
        hand(f"a member called {name}", *_plain(signed))
    for what, kind in KINDS.items():
        odd = tarfile.TarInfo(bag.OPERATIONS)
        odd.type, odd.linkname = kind, "/etc/passwd"
        hand(f"{what} among the members", loose_tar(files, odd))
        first = tarfile.TarInfo(bag.BAGIT)
        first.type, first.linkname = kind, "/etc/passwd"
        hand(f"{what} as the first member", loose_tar({}, first))
    names = list(files)
    for what, order in (
        ("a member twice", [*names, names[-1]]),
        ("the first member twice", [names[0], *names]),
        ("a member missing", names[:-1]),
        ("members in another order", [*names[:-2], names[-1], names[-2]]),
    ):
        hand(what, *tar_bytes(PackedFile(n, len(files[n]), [files[n]]) for n in order))
    hand("bytes after the end", *_plain(files), b"more")
    return trial


def backups(company: Company, folder: Path) -> Trial:
    """Backups that would write somewhere else when they are restored."""
    trial = Trial("paths, links, devices and doubles in backups")
    branch = company.branch
    branch.backups.set_folder(folder / "backups")
    genuine = branch.backups.back_up()
    with tarfile.open(genuine) as archive:
        files = {m.name: archive.extractfile(m).read() for m in archive}  # type: ignore[union-attr]
    manifest = files.pop("manifest.json")
    evil, place = folder / "evil.deskbackup", folder / "place" / "desk"
    place.parent.mkdir()
    outside = sorted(folder.rglob("*"))

    def hand(what: str, content: bytes) -> None:
        evil.write_bytes(content)
        trial.refused(f"{what}: looked at", branch, lambda: inspect_backup(evil))
        trial.refused(
            f"{what}: restored", branch, lambda: restore(evil, place, company.clock.now())
        )
        evil.unlink()
        if sorted(folder.rglob("*")) != outside:
            trial.found(f"{what}: something was left on the disk", None)
            shutil.rmtree(place, ignore_errors=True)

    for name in ("../evil", "/tmp/evil", "attachments/../../evil", "DESK.DB", "desk.db", "x"):
        hand(f"a member called {name}", loose_tar(files, tarfile.TarInfo(name), b"evil"))
    for what, kind in KINDS.items():
        odd = tarfile.TarInfo("attachments/ab/ab" + "0" * 62)
        odd.type, odd.linkname = kind, "/etc/passwd"
        hand(what, loose_tar(files, odd))
    listed = tarfile.TarInfo("manifest.json")
    hand("the list of another backup", loose_tar(files | {"keys.json": b"{}"}, listed, manifest))
    hand("a list nested without end", loose_tar(files, listed, b"[" * 200_000))
    hand("compressed", _compressed(genuine))
    return trial


def bombs(company: Company, entry: BundleEntry, folder: Path) -> Trial:
    """What is small on the way and endless when it is unpacked."""
    trial = Trial("bombs, nested and oversized content")
    hq, branch = company.hq, company.branch
    genuine = branch.courier.outbox_file(entry.bundle_id)
    files = unpack(genuine, hq.keys)
    age, target = hq.keys.public().age, folder / "bomb.age"

    def hand(what: str, file: Path) -> None:
        trial.refused(what, hq, lambda: hq.exchange.import_file(file), DAMAGED, REFUSED)

    for what, announced in (("announced", None), ("announced as small", 1000)):
        content = _zeros(company, entry, files, announced)
        hand(f"{BOMB_MEGABYTES} MB of zeros, {what}", sealed(content, age, target))
    endless = (bytes(ZEROS) for _ in range(BOMB_MEGABYTES * 4))
    hand("zeros and nothing else", sealed(endless, age, target))
    hand("a bundle in a bundle", sealed([genuine.read_bytes()], age, target))
    lines = b"".join(b"%064x  data/blobs/%064x\n" % (n, n) for n in range(240_000))
    hand("an endless manifest", repack(files | {bag.MANIFEST: lines}, age, target))
    fat = files | {bag.BAG_INFO: files[bag.BAG_INFO] + b"Note: " + b"x" * 70_000 + b"\n"}
    hand("an endless header", repack(with_manifests(fat, branch.keys), age, target))
    line = b'{"op":"' + b"x" * (bag.MAXIMUM_LINE_BYTES + 10) + b'"}\n'
    long = files | {bag.OPERATIONS: files[bag.OPERATIONS] + line}
    hand("a line without end", repack(with_manifests(long, branch.keys), age, target))
    _nested_content(trial, company, files, target)
    return trial


def _nested_content(trial: Trial, company: Company, files: Files, target: Path) -> None:
    """Content nested without end, truly signed, is no operation and does no harm."""
    hq, branch = company.hq, company.branch
    first, rest = files[bag.OPERATIONS].split(b"\n", 1)
    deep = b'{"op":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert first
    nested = files | {
        bag.OPERATIONS: deep + b"\n" + rest,
        bag.RECEIPT: b"[" * 100_000,
    }
    file = repack(with_manifests(nested, branch.keys), hq.keys.public().age, target)
    taken = hq.exchange.import_file(file)
    trial.found(
        "an operation nested without end",
        "told to its sender as unreadable" if taken.rejected else None,
    )


def _plain(files: Files) -> Iterator[bytes]:
    """Pack members as tar would, whatever they are called."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o644
            tar.addfile(member, io.BytesIO(data))
    yield archive.getvalue().rstrip(b"\0")
    yield bytes(-len(archive.getvalue().rstrip(b"\0")) % 512 + 1024)


def _zeros(
    company: Company, entry: BundleEntry, files: Files, announced: int | None
) -> Iterator[bytes]:
    """A bundle of the branch's own hand whose operations are zeros."""
    size = BOMB_MEGABYTES * ZEROS
    digest = hashlib.sha256()
    for _ in range(BOMB_MEGABYTES):
        digest.update(bytes(ZEROS))
    receipt = files[bag.RECEIPT]
    link = next(link for link in company.branch.exchange.links() if link.peer == "HQ")
    header = company.branch.courier._header(
        link,
        bundle_id="f" * 32,
        epoch=entry.epoch,
        first=1,
        last=0,
        journal_head=entry.journal_head,
        journal_count=entry.journal_count,
        made_at=entry.built_at,
    )
    tags = {
        bag.BAGIT: bag.BAGIT_CONTENT,
        bag.BAG_INFO: format_bag_info(header, announced or size + len(receipt), 2),
        bag.MANIFEST: bag.format_manifest(
            {bag.RECEIPT: hashlib.sha256(receipt).hexdigest(), bag.OPERATIONS: digest.hexdigest()}
        ),
    }
    tags[bag.TAG_MANIFEST] = bag.tag_manifest(tags)
    tags[bag.SIGNATURE] = company.branch.keys.sign(
        tags[bag.TAG_MANIFEST], bag.signature_statement(header.bundle_id)
    )
    members = [PackedFile(name, len(data), [data]) for name, data in tags.items()]
    members.append(PackedFile(bag.RECEIPT, len(receipt), [receipt]))
    zeros = (bytes(ZEROS) for _ in range(BOMB_MEGABYTES))
    members.append(PackedFile(bag.OPERATIONS, size, zeros))
    return tar_bytes(members)


def _compressed(file: Path) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        tar.add(file, "desk.db")
    return archive.getvalue()


def mailboxes(company: Company, entry: BundleEntry, folder: Path) -> Trial:
    """Mailboxes in which somebody laid links and pipes."""
    trial = Trial("links and pipes in mailboxes")
    hq = company.hq
    for what in ("part", "list", "folder"):
        root = folder / what
        shutil.copytree(company.mailbox / "HQ" / "GZ", root / "HQ" / "GZ")
        place = root / "HQ" / "GZ" / entry.bundle_id
        victim = {"part": next(place.glob("*.part")), "list": place / "parts.json"}.get(what, place)
        for how in ("link", "pipe"):
            if victim.is_dir():
                shutil.rmtree(victim)
            else:
                victim.unlink(missing_ok=True)
            if how == "link":
                victim.symlink_to("/etc/passwd")
            else:
                os.mkfifo(victim)
            arrivals = hq.courier.arrivals(str(root), frozenset())
            complete = any(a.complete for a in arrivals if a.bundle_id == entry.bundle_id)
            trial.found(f"a {how} as a {what}", None if complete else "passed over")
    return trial
