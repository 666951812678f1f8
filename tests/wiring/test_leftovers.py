# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a kill left in the folder of a desk is gone after the next start."""

from uuid import uuid4

from tests.companies import Company


def test_unfinished_files_are_removed_and_finished_ones_stay(company: Company) -> None:
    company.add_customer("GZ-L01")
    company.exchange("GZ-L01")
    desk = company.laptop
    (built,) = desk.folder.outbox.iterdir()
    kept = desk.backups.back_up()
    root = desk.folder.root
    left = [
        root / ".0123456789abcdef-01234567.part",
        root / ".backup" / "desk.db.part",
        desk.folder.backups / ".backup-0123456789abcdef.part",
        desk.folder.backups / "desk-before-upgrade.db.part",
        desk.folder.drafts / ".0123456789abcdef.part",
        desk.folder.attachments / ".0123456789abcdef.part",
        desk.folder.inbox / f"{uuid4()}.tar.zst.age",
        desk.folder.outbox / f"{uuid4()}.tar.zst.age",
        desk.folder.outbox / f".{uuid4()}.tar.zst.age.tmp",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    desk = company.reopen("GZ-L01")
    assert desk.drafts.waiting().drafts == ()
    assert desk.exchange.run().problems == ()
    assert [path for path in left if path.exists()] == []
    assert built.exists()
    assert kept.exists()
