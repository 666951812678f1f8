# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check: a backup is made every day by itself, and each one brings the whole desk back."""

import shutil
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from branchdesk.domain.errors import UserError
from branchdesk.runtime.paths import find_paths
from branchdesk.runtime.settings import SettingsFile
from branchdesk.store.backup import inspect_backup
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.surroundings import make_surroundings
from branchdesk.wiring.window_services import Door
from tests.companies import CHEAP, PASSPHRASE, Company
from tests.store.freeze import rows_of
from trust.frame import Row, Scale
from trust.scene import working_company

DAYS = {Scale.QUICK: 12, Scale.WHOLE: 400}
MOST_KEPT = 7 + 4 + 12
NEW_PASSPHRASE = "lychee-2026"
Open = Callable[[Door, str, UUID], bytes]


class BackupsCheck:
    """Automatic, verified by opening, rotating, restored on another machine in one step."""

    name = "backups"

    def run(self, scale: Scale, workdir: Path) -> Iterable[Row]:
        """Yield a row for making backups and one for each way into a restored desk."""
        company = working_company(workdir / "company")
        try:
            yield self._year(company, DAYS[scale])
            code = company.branch.people.renew_recovery_code()
            file = company.branch.backups.back_up()
            company.branch.backups.set_folder(workdir / "elsewhere")
            ways: dict[str, Open] = {
                "passphrase": lambda door, path, who: door.unlock(path, who, PASSPHRASE),
                "recovery code": lambda door, path, who: door.recover(
                    path, who, code, NEW_PASSPHRASE
                ),
            }
            for way, open_ in ways.items():
                machine = workdir / way.replace(" ", "-")
                yield self._restored(company.branch, file, machine, way, open_)
        finally:
            company.close()

    def _year(self, company: Company, days: int) -> Row:
        failures: list[str] = []
        backups = company.branch.backups
        for day in range(days):
            company.clock.advance(timedelta(days=1))
            made = backups.back_up_daily()
            if made is None:
                failures.append(f"day {day}: no backup was made")
            elif backups.back_up_daily() is not None:
                failures.append(f"day {day}: a second one was made")
            company.add_customer("GZ", f"第{day}日的单位")
        listed = backups.list()
        for kept in listed:
            try:
                inspect_backup(kept.path)
            except UserError as error:
                failures.append(f"{kept.path.name}: {error}")
        if not 0 < len(listed) <= MOST_KEPT:
            failures.append(f"{len(listed)} backups are kept")
        return Row(
            check=self.name,
            subject="every day · rotating",
            cases=days,
            findings={"kept": len(listed)},
            failures=tuple(failures),
        )

    def _restored(self, desk: Desk, file: Path, machine: Path, way: str, open_: Open) -> Row:
        """Carry the file alone to a machine that knows nothing, and open what it holds."""
        machine.mkdir()
        carried = Path(shutil.copy(file, machine / file.name))
        paths = find_paths({"BRANCHDESK_HOME": str(machine / "home")})
        surroundings = make_surroundings(paths, desk.surroundings.clock, cost=CHEAP)
        door = Door(surroundings, SettingsFile(paths.settings_file))
        folder = door.restore(carried)
        person = desk.session.actor.staff
        opened = door.open(folder, person, open_(door, folder, person))
        assert isinstance(opened, Desk)
        with opened:
            failures = tuple(_differences(desk, opened))
        return Row(
            check=self.name,
            subject=f"another machine · {way}",
            cases=1,
            lost=len(failures),
            failures=failures,
        )


def _differences(desk: Desk, restored: Desk) -> Iterable[str]:
    before, after = rows_of(desk.database), rows_of(restored.database)
    for kind, rows in before.items():
        if after[kind] != rows:
            yield f"{kind}: {len(rows)} rows before, {len(after[kind])} after, not the same"
    for row in before["attachment"]:
        _, content = restored.attachments.read(UUID(row["uuid"]))
        if sum(map(len, content)) != row["size"]:
            yield f"attachment {row['file_name']} is not whole"
    yield from (f"{f.check}: {f.detail}" for f in restored.check() if not f.ok)
    if restored.stored.incarnation == desk.stored.incarnation:
        yield "the restored desk goes on as if it had never been away"
    if restored.keys.public() != desk.keys.public():
        yield "the desk's own keys are others"
