# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Bundles lie in mailboxes in parts that arrive in any order and survive every interruption."""

import os
import random
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from branchdesk.domain.errors import UserError
from branchdesk.sync.bundle_writer import BundleFile
from branchdesk.sync.header import Envelope
from branchdesk.sync.mailbox import Entry, FolderMailbox, open_mailbox
from branchdesk.sync.parts import IncomingBundle, find_bundle, find_incoming, join, publish

from .conftest import Link, blob_of, make_desk, operations, refusal

UNREACHABLE = "The exchange folder cannot be reached"


@dataclass
class WatchedMailbox:
    """A folder that counts what is written."""

    folder: FolderMailbox
    written: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return self.folder.place

    def list(self, folder: str) -> list[Entry]:
        return self.folder.list(folder)

    def read(self, path: str, limit: int) -> bytes | None:
        return self.folder.read(path, limit)

    def write(self, path: str, content: bytes) -> None:
        self.folder.write(path, content)
        self.written.append(path)


@dataclass
class Post:
    """A link with a mailbox and one bundle of seven parts, not yet published."""

    link: Link
    root: Path
    file: BundleFile
    envelope: Envelope

    @property
    def box(self) -> FolderMailbox:
        return FolderMailbox(self.root)

    @property
    def place(self) -> Path:
        return self.root / "HQ" / "GZ" / self.file.bundle_id

    def publish(self) -> None:
        publish(self.box, self.file.path, self.envelope, self.link.branch.keys)

    def incoming(self, *boxes: FolderMailbox) -> IncomingBundle:
        hq = self.link.hq
        [found] = find_incoming(boxes or [self.box], hq.address, hq.trusted)
        return found


@pytest.fixture
def post(link: Link, tmp_path: Path) -> Post:
    root = tmp_path / "收发"
    root.mkdir()
    noise = random.Random(3)
    header, written = link.write(operations(10), [blob_of(noise.randbytes(6_400_000))])
    return Post(link, root, written, link.envelope(header, written))


def test_what_was_published_is_found_and_joined(post: Post) -> None:
    result = publish(post.box, post.file.path, post.envelope, post.link.branch.keys)
    assert (result.parts, result.written) == (7, 7)
    incoming = post.incoming()
    assert incoming.complete
    assert incoming.envelope == post.envelope
    target = join([post.box], incoming, post.root.parent / "joined.tar.zst.age")
    assert target.read_bytes() == post.file.path.read_bytes()
    assert post.link.hq.read(target).header.bundle_id == post.file.bundle_id
    hq = post.link.hq
    known = {post.file.bundle_id}
    assert find_incoming([post.box], hq.address, hq.trusted, known) == []


def test_publishing_again_writes_nothing_and_changes_nothing(post: Post) -> None:
    post.publish()
    before = {path.name: path.stat().st_mtime_ns for path in post.place.iterdir()}
    again = publish(post.box, post.file.path, post.envelope, post.link.branch.keys)
    assert again.written == 0
    assert {path.name: path.stat().st_mtime_ns for path in post.place.iterdir()} == before


def test_missing_parts_are_named_and_may_come_in_any_order(post: Post) -> None:
    post.publish()
    aside = post.root.parent / "aside"
    aside.mkdir()
    parts = sorted(post.place.glob("*.part"))
    for part in (parts[1], parts[4]):
        shutil.move(part, aside)
    incoming = post.incoming()
    assert (incoming.present, incoming.total, incoming.missing) == (5, 7, (2, 5))
    with pytest.raises(UserError) as caught:
        join([post.box], incoming, post.root.parent / "x")
    assert str(caught.value.title) == "Parts still missing: 2"
    assert str(caught.value.message) == "5 of 7 received, missing 2, 5."
    for part in sorted(aside.iterdir(), reverse=True):
        assert not post.incoming().complete
        shutil.move(part, post.place)
    assert post.incoming().complete


def test_parts_without_their_list_are_incomplete(post: Post) -> None:
    post.publish()
    (post.place / "parts.json").unlink()
    incoming = post.incoming()
    assert (incoming.present, incoming.total, incoming.complete) == (7, None, False)
    assert refusal(incoming.require_complete) == "The parts have not all arrived"


def test_two_mailboxes_complete_each_other(post: Post) -> None:
    post.publish()
    stick = post.root.parent / "stick"
    shutil.copytree(post.root, stick)
    for number, part in enumerate(sorted(post.place.glob("*.part"))):
        half = post.place if number % 2 else stick / part.relative_to(post.root).parent
        (half / part.name).unlink()
    boxes = [post.box, FolderMailbox(stick)]
    incoming = post.incoming(*boxes)
    assert incoming.complete
    target = join(boxes, incoming, post.root.parent / "joined")
    assert target.read_bytes() == post.file.path.read_bytes()


def test_doubled_and_foreign_files_do_not_matter(post: Post) -> None:
    post.publish()
    part = next(post.place.glob("00003*.part"))
    shutil.copy(part, post.place / f"{part.stem} (1).part")
    (post.place / "Thumbs.db").write_bytes(b"x")
    (post.root / "HQ" / "desktop.ini").write_bytes(b"x")
    (post.root / "HQ" / "我的文件").mkdir()
    target = join([post.box], post.incoming(), post.root.parent / "joined")
    assert target.read_bytes() == post.file.path.read_bytes()


def test_a_damaged_part_is_named(post: Post) -> None:
    post.publish()
    part = next(post.place.glob("00003*.part"))
    content = bytearray(part.read_bytes())
    content[1000] ^= 1
    part.write_bytes(content)
    target = post.root.parent / "joined"
    with pytest.raises(UserError) as caught:
        join([post.box], post.incoming(), target)
    assert "Part 3 " in str(caught.value.message)
    assert not target.exists()
    again = publish(post.box, post.file.path, post.envelope, post.link.branch.keys)
    assert again.written == 1
    assert join([post.box], post.incoming(), target).read_bytes() == post.file.path.read_bytes()


def test_a_part_the_server_cut_off_counts_as_missing_and_is_sent_again(post: Post) -> None:
    post.publish()
    part = next(post.place.glob("00002*.part"))
    part.write_bytes(part.read_bytes()[:5000])
    assert post.incoming().missing == (2,)
    again = publish(post.box, post.file.path, post.envelope, post.link.branch.keys)
    assert again.written == 1
    assert post.incoming().complete


def test_a_list_of_parts_by_a_stranger_is_a_problem(post: Post) -> None:
    publish(post.box, post.file.path, post.envelope, make_desk("GZ", "假").keys)
    problem = post.incoming().problem
    assert problem is not None
    assert str(problem.title) == "It cannot be confirmed who sent this"


def test_a_bundle_moved_to_another_desks_folder_is_a_problem(post: Post) -> None:
    post.publish()
    shutil.move(post.root / "HQ", post.root / "WH")
    wuhan = make_desk("WH", "武汉分公司")
    wuhan.known = dict(post.link.hq.known)
    [found] = find_incoming([post.box], wuhan.address, wuhan.trusted)
    assert found.problem is not None
    assert str(found.problem.title) == "This file was not sent to this desk"


def test_the_sender_finds_its_own_bundle_by_id(post: Post) -> None:
    post.publish()
    branch = post.link.branch
    own = {branch.address.node: branch.keys.public().minisign}
    found = find_bundle([post.box], post.file.bundle_id, lambda address: own.get(address.node))
    target = join([post.box], found, post.root.parent / "joined")
    assert target.stat().st_size == post.file.bytes
    assert refusal(lambda: find_bundle([post.box], "0" * 32, branch.trusted)) == (
        "There is no such bundle"
    )


def test_a_file_that_changed_in_the_outbox_is_not_announced(post: Post) -> None:
    content = bytearray(post.file.path.read_bytes())
    content[5_000_000] ^= 1
    post.file.path.write_bytes(content)
    assert refusal(post.publish) == "The file is incomplete"
    assert not (post.place / "parts.json").exists()


@pytest.mark.parametrize("kill_at", [1, 4, 7, 8])
def test_killed_while_sending_it_goes_on_where_it_stopped(post: Post, kill_at: int) -> None:
    script = Path(__file__).with_name("publish_in_a_process.py")
    keys = post.root.parent / "keys"
    keys.write_bytes(post.link.branch.keys.private_bytes())
    done = subprocess.run(
        [sys.executable, script, post.root, post.file.path, keys, str(kill_at)],
        input=msgspec.json.encode(post.envelope),
        check=False,
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == -signal.SIGKILL
    there = {path.name for path in post.place.glob("*.part")}
    assert len(there) == kill_at - 1
    box = WatchedMailbox(post.box)
    result = publish(box, post.file.path, post.envelope, post.link.branch.keys)
    assert result.written == 7 - len(there)
    assert not there & {Path(path).name for path in box.written}
    assert post.incoming().complete
    assert not list(post.place.glob(".*"))


def test_a_folder_that_is_gone_is_told_and_never_made_anew(post: Post) -> None:
    post.publish()
    incoming = post.incoming()
    shutil.rmtree(post.root)
    hq = post.link.hq
    for action in (
        post.publish,
        lambda: find_incoming([post.box], hq.address, hq.trusted),
        lambda: join([post.box], incoming, post.root.parent / "x"),
    ):
        assert refusal(action) == UNREACHABLE
    assert not post.root.exists()


def test_addresses_of_mailboxes(tmp_path: Path) -> None:
    folder = tmp_path / "收 发"
    folder.mkdir()
    assert open_mailbox(str(folder)).place == str(folder)
    assert open_mailbox(folder.as_uri()).place == str(folder)
    assert open_mailbox(f"file://localhost{folder}").place == str(folder)
    assert refusal(lambda: open_mailbox("https://dav.example.com/x")) == UNREACHABLE


@pytest.mark.parametrize("path", ["../x", "HQ/../../x", "/etc/x", "HQ\\..\\x"])
def test_no_path_leaves_the_mailbox(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="mailbox path"):
        FolderMailbox(tmp_path).write(path, b"x")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_links_and_pipes_in_a_mailbox_are_passed_over(post: Post) -> None:
    post.publish()
    folder = post.root / "HQ" / "GZ" / post.envelope.bundle_id
    secret = post.root.with_name("secret")
    secret.write_bytes(b"not for the mailbox")
    (post.root / "HQ" / "PIPE").mkdir()
    os.mkfifo(post.root / "HQ" / "PIPE" / "parts.json")
    (folder / "00099-dangling.part").symlink_to(folder / "gone")
    (post.root / "HQ" / "LINK").symlink_to(secret.parent)
    (bundle,) = find_incoming([post.box], post.link.hq.address, post.link.hq.trusted)
    assert bundle.complete
    (folder / "parts.json").unlink()
    os.mkfifo(folder / "parts.json")  # would be waited for without end
    assert post.box.read(f"HQ/GZ/{post.envelope.bundle_id}/parts.json", 100) is None
    part = next(folder.glob("00001-*.part"))
    part.unlink()
    part.symlink_to(secret)
    assert post.box.read(f"HQ/GZ/{post.envelope.bundle_id}/{part.name}", 100) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_pipe_is_no_bundle(post: Post, tmp_path: Path) -> None:
    pipe = tmp_path / "report.bdx"
    os.mkfifo(pipe)
    assert refusal(lambda: post.link.hq.read(pipe)) == "This is not a file of the service desk"
