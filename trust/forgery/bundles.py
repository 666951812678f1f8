# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Bundles that somebody changed, put in another's name, passed on, or sent again."""

import json
import shutil
from pathlib import Path

from branchdesk.domain.exchange import BundleEntry
from branchdesk.sync import bag
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.mailbox import open_mailbox
from branchdesk.sync.parts import publish
from branchdesk.wiring.desk import Desk
from tests.companies import Company
from trust.forgery.trial import Trial
from trust.forgery.workshop import changed, repack, unpack, with_manifests
from trust.scene import PERIOD

STRANGER = "It cannot be confirmed who sent this"
DAMAGED = "The file is incomplete"
REFUSED = "The file is not accepted"
ELSEWHERE = "This file was not sent to this desk"
OTHER_PLACE = ("Some parts are missing", DAMAGED, ELSEWHERE, STRANGER)


def bundles(company: Company, entry: BundleEntry, folder: Path) -> Trial:
    """The month's report of a branch on its way to headquarters."""
    trial = Trial("changed, renamed and misdirected bundles")
    hq, branch, other, laptop = company.hq, company.branch, company["BJ"], company.laptop
    genuine = branch.courier.outbox_file(entry.bundle_id)
    files = unpack(genuine, hq.keys)
    to_hq, to_other = hq.keys.public().age, other.keys.public().age

    def hand(what: str, content: dict[str, bytes], *reasons: str) -> None:
        file = repack(content, to_hq, folder / "forged.age")
        trial.refused(what, hq, lambda: hq.exchange.import_file(file), *reasons)

    value, lie = "重新安装驱动后正常".encode(), "从来没有人去过现场啊".encode()
    ops = changed(files, bag.OPERATIONS, value, lie)
    hand("operations changed", ops, DAMAGED)
    hand("operations changed, manifests redone", with_manifests(ops), STRANGER)
    for name, keys in (
        ("another branch", other.keys),
        ("a laptop", laptop.keys),
        ("headquarters itself", hq.keys),
        ("nobody known", DeskKeys.generate()),
    ):
        hand(f"operations changed, signed by {name}", with_manifests(ops, keys), STRANGER)
    fewer = files | {bag.OPERATIONS: files[bag.OPERATIONS].split(b"\n", 1)[1]}
    hand("an operation left out", with_manifests(fewer), STRANGER)
    hand("an operation left out, signed", with_manifests(fewer, branch.keys), REFUSED)
    for what, old, new in (
        ("the sender's name", "From: GZ", "From: BJ"),
        ("the sender's node", branch.facts.node, other.facts.node),
        ("the receiver", "To: HQ", "To: BJ"),
        ("the period", f"Period: {PERIOD}", "Period: 2026-12"),
        ("the revision", "Revision: 1", "Revision: 2"),
        ("the range", "Range: 1-", "Range: 0001-"),
        ("the demo's mark", "Demo: no", "Demo: yes"),
        ("the oldest reader", "Min-Reader: 1", "Min-Reader: 9"),
        ("the journal's head", "Journal-Head: ", "Journal-Head: 0"),
        ("the epoch", "Epoch: ", "Epoch: 9"),
        ("the time", "Made-At: 2026", "Made-At: 2025"),
    ):
        header = changed(files, bag.BAG_INFO, old.encode(), new.encode())
        hand(f"{what} changed", header, DAMAGED)
        hand(f"{what} changed, manifests redone", with_manifests(header), STRANGER)
    sealed_on = repack(files, to_other, folder / "passed-on.age")
    trial.refused(
        "headquarters seals it for another branch",
        other,
        lambda: other.exchange.import_file(sealed_on),
        STRANGER,
        ELSEWHERE,
    )
    single = branch.courier.single_file(entry, folder)
    trial.refused(
        "the file handed to another branch",
        other,
        lambda: other.exchange.import_file(single),
        ELSEWHERE,
    )
    _envelopes(trial, company, entry, single, folder)
    _in_the_mailbox(trial, company, entry, folder)
    return trial


def _envelopes(
    trial: Trial, company: Company, entry: BundleEntry, single: Path, folder: Path
) -> None:
    hq = company.hq
    magic, line, rest = single.read_bytes().split(b"\n", 2)
    document = json.loads(line)

    def hand(what: str, **changes: object) -> None:
        body = json.loads(document["body"]) | changes
        forged = document | {"body": json.dumps(body, sort_keys=True, separators=(",", ":"))}
        text = json.dumps(forged, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        file = folder / "envelope.bdx"
        file.write_bytes(b"\n".join([magic, text.encode(), rest]))
        trial.refused(what, hq, lambda: hq.exchange.import_file(file))

    hand("envelope of another revision", revision=2)
    hand("envelope of another bundle", bundle_id="0" * 32)
    hand("envelope naming a path", bundle_id="../../evil")
    hand("envelope of another size", bytes=entry.size + 1)
    deep = b'{"format":"branchdesk/envelope","x":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    file = folder / "nested.bdx"
    file.write_bytes(b"\n".join([magic, deep, rest]))
    trial.refused("envelope nested without end", hq, lambda: hq.exchange.import_file(file), DAMAGED)


def _in_the_mailbox(trial: Trial, company: Company, entry: BundleEntry, folder: Path) -> None:
    hq, branch, other = company.hq, company.branch, company["BJ"]
    genuine = branch.courier.outbox_file(entry.bundle_id)
    envelope = branch.courier._envelope(entry)

    def box(name: str) -> Path:
        root = folder / name
        shutil.copytree(company.mailbox / "HQ" / "GZ", root / "HQ" / "GZ")
        return root

    def take(what: str, root: Path) -> None:
        def act() -> None:
            report = hq.exchange._receiving.receive_all(str(root))
            taken, _, problems = report
            if problems and not taken:
                raise problems[0]

        trial.refused(what, hq, act)

    stranger = box("stranger")
    (stranger / "HQ" / "GZ" / entry.bundle_id / "parts.json").unlink()
    publish(open_mailbox(str(stranger)), genuine, envelope, other.keys)
    take("list of parts signed by another branch", stranger)
    moved = box("moved")
    shutil.move(moved / "HQ" / "GZ" / entry.bundle_id, moved / "HQ" / "GZ" / ("0" * 32))
    take("list of parts of another bundle", moved)


def replays(company: Company, entry: BundleEntry) -> Trial:
    """What was taken in already, sent again: nothing happens twice."""
    trial = Trial("bundles sent again")
    hq, branch = company.hq, company.branch
    single = branch.courier.single_file(entry, company.root)
    rows = _rows(hq)
    for _ in range(3):
        taken = hq.exchange.import_file(single)
        same = taken.already and taken.ops == 0 and _rows(hq) == rows
        trial.found("the same report again", "known already, nothing changed" if same else None)
    for name in ("reports (1).bdx", "回执.pdf"):
        copied = Path(shutil.copy(single, company.root / name))
        taken = hq.exchange.import_file(copied)
        same = taken.already and _rows(hq) == rows
        trial.found("under another name", "known already, nothing changed" if same else None)
    return trial


def _rows(desk: Desk) -> list[object]:
    from branchdesk.domain.kinds.registry import KINDS

    with desk.database.read() as reader:
        return [reader.find(kind) for kind in KINDS]
