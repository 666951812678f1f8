# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The journal rewritten by somebody who holds the desk's key and passes the program by."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlcipher3

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.store.database import Database
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import open_with_key
from tests.companies import Company
from trust.forgery.trial import Trial

EDITS = {
    "a value edited": 'UPDATE journal SET changes = \'{"name":"别的单位"}\' WHERE seq = 20',
    "the old value edited": "UPDATE journal SET old = '{\"x\":1}' WHERE seq = 20",
    "the person edited": "UPDATE journal SET actor = zeroblob(16) WHERE seq = 20",
    "the time edited": "UPDATE journal SET wall_time = wall_time + 1 WHERE seq = 20",
    "the row edited": "UPDATE journal SET row_id = zeroblob(16) WHERE seq = 20",
    "the origin edited": "UPDATE journal SET origin = 'GZ-L01' WHERE seq = 20",
    "values called destroyed": (
        "UPDATE journal SET salt = NULL, changes = '{}', old = '{\"x\":1}' WHERE seq = 20"
    ),
    "an entry removed": "DELETE FROM journal WHERE seq = 20",
    "the first entry removed": "DELETE FROM journal WHERE seq = 1",
    "two entries exchanged": (
        "UPDATE journal SET seq = CASE seq WHEN 20 THEN -21 WHEN 21 THEN 20 END"
        " WHERE seq IN (20, 21)"
    ),
    "an entry inserted": (
        "INSERT INTO journal SELECT (SELECT max(seq) + 1 FROM journal), zeroblob(16), entity,"
        " row_id, root, action, changes, old, base, versions, schema_version, actor, wall_time,"
        " origin, salt, value_hash, chain FROM journal WHERE seq = 20"
    ),
    "the tail cut": "DELETE FROM journal WHERE seq > 40",
    "everything cut": "DELETE FROM journal",
}


MADE_TO_FIT = {
    "the tail cut": (EDITS["the tail cut"],),
    "a value edited": (EDITS["a value edited"],),
    "an entry removed": (
        EDITS["an entry removed"],
        "UPDATE journal SET seq = -seq WHERE seq > 20",
        "UPDATE journal SET seq = -seq - 1 WHERE seq < 0",
    ),
}


def journal(company: Company, folder: Path) -> Trial:
    """Rewrite the journal of a branch whose month headquarters has accepted."""
    trial = Trial("journal rewritten with the key")
    branch = company.branch
    root, key = branch.folder.root, branch.key
    person, surroundings = branch.session.actor.staff, company.surroundings
    branch.close()
    target = folder / "desk"

    def look(what: str, harm: Callable[[Path, Any], None]) -> None:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(root, target)
        connection = sqlcipher3.connect(str(target / "desk.db"), isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        harm(target, connection)
        connection.close()
        with open_with_key(target, person, key, surroundings) as desk:
            wrong = [finding.check for finding in desk.check() if not finding.ok]
        trial.found(what, " ".join(wrong) or None)

    for what, statement in EDITS.items():
        look(what, lambda _, connection, statement=statement: connection.execute(statement))  # type: ignore[misc]

    def without_side_file(folder: Path, connection: Any) -> None:
        connection.execute(EDITS["the tail cut"])
        (folder / "desk.head").unlink()

    look("the tail cut and the side file removed", without_side_file)
    for what, statements in MADE_TO_FIT.items():

        def all_made_to_fit(
            folder: Path, connection: Any, statements: Sequence[str] = statements
        ) -> None:
            for statement in statements:
                connection.execute(statement)
            _hash_anew(folder, key, company)

        look(f"{what}, everything on this computer made to fit", all_made_to_fit)
    company.open(["GZ"])
    _beyond_this_computer(trial, company)
    return trial


def _beyond_this_computer(trial: Trial, company: Company) -> None:
    """Everything here made to fit, also what headquarters said: its next bundle tells."""
    branch, hq = company.branch, company.hq
    now = company.clock.now()
    with branch.database.write(None, now, journal=False) as writer:
        connection = writer.connection
        connection.exec_driver_sql("UPDATE journal SET wall_time = wall_time + 1, chain = NULL")
        connection.exec_driver_sql("DELETE FROM setting WHERE key LIKE 'witness:%'")
        connection.exec_driver_sql("DELETE FROM bundle WHERE direction = 'out'")
    trial.found("all of it made to fit, before the next exchange", _unnoticed(branch))
    with hq.exchange_store.write(None, now) as (_, streams):
        streams.owe_receipt("GZ")
    company.exchange("HQ")
    told = [str(p.title) for p in branch.exchange.run().problems]
    knows = next((title for title in told if "knows other entries" in title), None)
    trial.found("all of it made to fit, at the next exchange", knows)
    wrong = [finding.check for finding in branch.check() if not finding.ok]
    trial.found("all of it made to fit, doctor afterwards", " ".join(wrong) or None)


def _unnoticed(desk: Desk) -> str:
    """Tell what the desk finds by itself; that it may be nothing is said, not hidden."""
    wrong = [finding.check for finding in desk.check() if not finding.ok]
    return " ".join(wrong) or "not to be noticed on this computer alone"


def _hash_anew(folder: Path, key: bytes, company: Company) -> None:
    """Compute the whole chain again and write the side file, by the program's own code."""
    database = Database(
        folder / "desk.db",
        key,
        role=DeskRole.BRANCH,
        node="00000000/00000000",
        new_id=uuid4,
        backup_folder=folder / "backups",
    )
    with database.write(None, company.clock.now(), journal=False) as writer:
        writer.connection.exec_driver_sql("UPDATE journal SET chain = NULL")
    database.close()
