# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Reports forged with the branch's own key, and headquarters' receipts on their way back."""

import json
from pathlib import Path

from branchdesk.domain.exchange import BundleEntry
from branchdesk.sync import bag
from branchdesk.wiring.desk import Desk
from tests.companies import Company
from trust.forgery.bundles import DAMAGED, ELSEWHERE, REFUSED, STRANGER
from trust.forgery.trial import Trial
from trust.forgery.workshop import Files, changed, repack, unpack, with_manifests
from trust.scene import PERIOD

UNSIGNED = "A receipt is not signed by headquarters"


def revisions(company: Company, entry: BundleEntry, folder: Path) -> Trial:
    """The branch's own key in wrong hands: the month does not fit its statement."""
    trial = Trial("reports forged with the branch's own key")
    hq, branch = company.hq, company.branch
    files = unpack(branch.courier.outbox_file(entry.bundle_id), hq.keys)
    value, lie = "重新安装驱动后正常".encode(), "从来没有人去过现场啊".encode()
    forged = with_manifests(changed(files, bag.OPERATIONS, value, lie), branch.keys)
    file = repack(forged, hq.keys.public().age, folder / "insider.age")
    hq.exchange.import_file(file)
    line = next(x for x in hq.headquarters.board(PERIOD) if x.code == "GZ")
    told = "board: mismatch" if line.state == "mismatch" else None
    trial.found("operations changed and signed by the branch", told)
    trial.refused("accepting it", hq, lambda: hq.headquarters.accept(PERIOD, "GZ"))
    return trial


def receipts(company: Company, folder: Path) -> Trial:
    """Headquarters' decision on its way to the branch."""
    trial = Trial("receipts forged, swapped, sent again")
    hq, branch, other = company.hq, company.branch, company["BJ"]
    hq.headquarters.return_(PERIOD, "GZ", "请补正现场照片")
    hq.exchange._sending._build_due()
    (entry,) = (e for e in hq.exchange.diary() if e.peer == "GZ" and e.state == "built")
    genuine = hq.courier.outbox_file(entry.bundle_id)
    files = unpack(genuine, branch.keys)
    age = branch.keys.public().age

    def hand(what: str, content: Files, *reasons: str, desk: Desk = branch) -> None:
        file = repack(content, desk.keys.public().age, folder / "forged.age")
        trial.refused(what, desk, lambda: desk.exchange.import_file(file), *reasons)

    for what, old, new in (
        ("the decision", '"state":"returned"', '"state":"accepted"'),
        ("the month", f'"period":"{PERIOD}"', '"period":"2026-10"'),
        ("the revision", '"revision":1', '"revision":2'),
        ("the reason", "请补正现场照片", "没有问题可以归档"),
        ("the branch", '"branch_code":"GZ"', '"branch_code":"BJ"'),
        ("the number of records", '"records":', '"records":1'),
    ):
        ops = changed(files, bag.OPERATIONS, old.encode(), new.encode())
        hand(f"{what} changed", ops, DAMAGED, REFUSED)
        hand(f"{what} changed, manifests redone", with_manifests(ops), STRANGER)
        hand(f"{what} changed, signed by a branch", with_manifests(ops, other.keys), STRANGER)
        # With headquarters' desk in hand, but past its decision: the receipt's own signature.
        hand(f"{what} changed, signed by headquarters", with_manifests(ops, hq.keys), UNSIGNED)
    told = json.loads(files[bag.RECEIPT])
    for what, lie in (
        ("nothing arrived", told | {"applied_through": 0}),
        ("everything arrived", told | {"applied_through": 10**6}),
        ("another journal", told | {"journal_head": "0" * 64}),
    ):
        stream = files | {bag.RECEIPT: json.dumps(lie).encode()}
        hand(f"receipt says {what}", with_manifests(stream), STRANGER)
    hand("for another branch", files, ELSEWHERE, STRANGER, desk=other)
    renamed = changed(files, bag.BAG_INFO, b"To: GZ", b"To: BJ")
    renamed = changed(renamed, bag.BAG_INFO, branch.facts.node.encode(), other.facts.node.encode())
    hand("readdressed to another branch", with_manifests(renamed), STRANGER, desk=other)
    company.exchange("HQ", "GZ")
    before = _receipts(branch)
    taken = branch.exchange.import_file(repack(files, age, folder / "again.age"))
    same = taken.already and _receipts(branch) == before
    trial.found("sent again", "known already, nothing changed" if same else None)
    return trial


def _receipts(desk: Desk) -> list[object]:
    with desk.database.read() as reader:
        return list(reader.find("month_receipt"))
