# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Bringing a desk file to the schema of this version, all or nothing.

Order: integrity check, backup through the SQLite API, foreign keys off, one BEGIN IMMEDIATE for
all revisions, foreign key check, commit. A failure leaves the old file as it was.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.store.engine import is_of_the_world

_log = logging.getLogger(__name__)

HEAD = "0002"
"""The newest revision of this version; a test compares it with the scripts."""

MIGRATIONS = Path(__file__).with_name("migrations")


def current_revision(connection: Connection) -> str | None:
    """Return the revision of the file, or None for a new one."""
    known = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).first()
    if known is None:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return row[0] if row else None


def upgrade(engine: Engine, backup: Callable[[], None]) -> bool:
    """Upgrade the file when it is older; returns whether anything was done.

    ``backup`` is called before the first change of an existing file. Raises UserError for a file
    written by a newer version, and when the upgrade fails: the file is then as it was. What the
    world is to blame for (a full disk) is raised as the library says it.
    """
    with engine.connect() as connection:
        revision = current_revision(connection)
    if revision == HEAD:
        return False
    if revision is not None and revision > HEAD:
        raise UserError(
            T("The data was saved by a newer version"),
            T(
                "This data was saved by schema {newer}; this program reads up to {own}.",
                newer=revision,
                own=HEAD,
            ),
            T("Please update the program first. The data was not changed."),
        )
    if revision is not None:
        backup()
    try:
        _run(engine)
    except Exception as error:
        if revision is None or is_of_the_world(error):
            raise
        _log.exception("the upgrade failed")
        raise _failed() from error
    return True


def _failed() -> UserError:
    return UserError(
        T("The data could not be prepared for this version"),
        T("Nothing was changed; the data is as the previous version left it."),
        T("Go on with the previous version, and send a diagnosis file to headquarters."),
    )


def _run(engine: Engine) -> None:
    from alembic import command  # half a second: only when there is something to do
    from alembic.config import Config

    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        try:
            with connection.execution_options(writes=True).begin():
                config = Config()
                config.set_main_option("script_location", str(MIGRATIONS))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError("the upgrade broke references between rows")
        finally:
            raw.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]
