# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Freezes a populated desk of the present schema: ``python -m tests.store.freeze``.

Run once for every released schema and never again for the same one: ``tests/store/frozen`` then
holds its backup and, as JSON, every row it had. Everything in it is invented.
"""

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import DeskRole, Role
from branchdesk.domain.queries import Filter
from branchdesk.domain.signature import Ink, Point, Stroke
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import find_paths
from branchdesk.services.sign_visit import ScreenSigning
from branchdesk.services.statements import SignedBy
from branchdesk.store.backup import back_up
from branchdesk.store.database import Database
from branchdesk.store.upgrade import HEAD
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import NewDesk, found_desk, unlock_desk
from branchdesk.wiring.surroundings import Surroundings, make_surroundings

FROZEN = Path(__file__).with_name("frozen")
PERSON = "王敏"
PASSPHRASE = "frozen-kapok-2026"
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=BRANCH_ZONE)
MODES = ("phone", "email", "onsite", "walk_in")


def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every kind as JSON values, tombstones too, by their identity."""
    everything = Filter("deleted", "in", (False, True))
    with database.read() as reader:
        return {
            kind: sorted(
                (msgspec.to_builtins(row) for row in reader.find(kind, (everything,))),
                key=lambda row: str(row["uuid"]),
            )
            for kind in KINDS
        }


def unlock_frozen(folder: Path, home: Path) -> Desk:
    """Unlock a frozen desk that was restored into a folder."""
    return unlock_desk(folder, PERSON, PASSPHRASE, _surroundings(home))


def _surroundings(home: Path) -> Surroundings:
    paths = find_paths({"BRANCHDESK_HOME": str(home)})
    return make_surroundings(paths, FixedClock(NOW), cost=Cost(64, 1, 1))


def main() -> None:
    """Found a desk, work on it for a day, and write its backup."""
    FROZEN.mkdir(exist_ok=True)
    target = FROZEN / f"{HEAD}.deskbackup"
    if target.exists():
        raise SystemExit(f"{target.name} is frozen already")
    with tempfile.TemporaryDirectory() as folder:
        surroundings = _surroundings(Path(folder))
        new = NewDesk(
            role=DeskRole.BRANCH,
            code="GZ",
            name="广州分公司",
            person_name=PERSON,
            passphrase=PASSPHRASE,
            roles=(Role.FIELD_ENGINEER, Role.SERVICE_AGENT, Role.BRANCH_MANAGER),
        )
        desk, _ = found_desk(Path(folder) / "GZ", new, surroundings)
        with desk:
            _work(desk)
            rows = rows_of(desk.database)
            back_up(desk.database, desk.folder.root, target, NOW)
    document = json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True)
    target.with_suffix(".json").write_text(document + "\n", encoding="utf-8")
    print(target, target.stat().st_size, "bytes", sum(map(len, rows.values())), "rows")


def _work(desk: Desk) -> None:
    colleague = desk.staff.add("陈亮", frozenset({Role.FIELD_ENGINEER}), "15400000011")
    customers = [
        desk.customers.add(
            {"name": name, "phone": f"026-5550{place:04}", "city": "栩川市"},
            contacts=[{"name": "张工", "mobile": f"1540000{place:04}"}],
            products=[{"product": "路桥计量支付", "version": "8.3.2"}],
            even_if_similar=True,
        ).number
        for place, name in enumerate(("栩川路桥工程有限公司", "砺峤公路建设集团有限公司"))
    ]
    records = [
        desk.records.add(
            {
                "customer": customers[place % 2],
                "contact_person": "张工",
                "contact_phone": "15400000032",
                "category": "usage",
                "service_mode": mode,
                "problem_description": f"计量支付第 {place + 1} 期合计不符",
                "address": "一号路 1 号",
            }
        ).number
        for place, mode in enumerate(MODES)
    ]
    desk.records.step(records[0], "resolve", {"solution": "重新关联第 7 期数据"})
    desk.records.step(records[0], "confirm_close", {"confirmed_by": "张工"})
    desk.records.step(records[1], "hand_over", {"to_staff": str(colleague), "brief": "请跟进"})
    desk.attachments.add("service_record", records[2], "来信.txt", ["合计不符".encode()])
    agreed = {"appointment_at": NOW.isoformat(), "agreed_with": "张工"}
    visit = desk.visits.plan(records[2], agreed).number
    desk.visits.step(visit, "arrive", {"location": "一号路 1 号 3 楼"})
    desk.visits.edit(
        visit,
        {
            "diagnosis": "operation",
            "work_done": "重新关联第 7 期数据并复核合计",
            "result": "solved",
            "opinion": "处理及时",
            "opinion_source": "written",
            "satisfaction": "satisfied",
            "leave_consent": True,
        },
    )
    desk.visits.set_lines(visit, "visit_part", [{"name": "加密锁", "amount": "300.00"}])
    points = tuple(Point(5 + i * 2, 10 + i % 5, i * 12, 0.5) for i in range(20))
    ink = Ink(90, 32, (Stroke("pen", points),))
    by = SignedBy(name="张工", position="造价工程师", ink=ink)
    signing = ScreenSigning(customer=by, engineer=by, privacy_consent=True)
    desk.signing.sign(visit, signing)
    desk.month.save_summary("2026-11", "本月受理 4 条。")


if __name__ == "__main__":
    main()
