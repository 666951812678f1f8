# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The roles of requirements §6 and the three roles a desk can have."""

from enum import StrEnum

from branchdesk.domain.kinds.description import ValueList
from branchdesk.domain.text import T, Text


class DeskRole(StrEnum):
    """What a desk is for."""

    ENGINEER = "engineer"
    BRANCH = "branch"
    HQ = "hq"


class Role(StrEnum):
    """What a person may do; one person may hold several."""

    FIELD_ENGINEER = "field_engineer"
    SERVICE_AGENT = "service_agent"
    COMPLAINT_HANDLER = "complaint_handler"
    BRANCH_MANAGER = "branch_manager"
    DELEGATE = "delegate"
    ARCHIVIST = "archivist"
    TRAINER = "trainer"
    HQ_ENGINEER = "hq_engineer"
    TECHNICAL_LEADER = "technical_leader"
    HQ_DIRECTOR = "hq_director"


ROLES = ValueList(
    "role",
    {
        "field_engineer": T("Field engineer", "role"),
        "service_agent": T("Service agent", "role"),
        "complaint_handler": T("Complaint handler", "role"),
        "branch_manager": T("Branch manager", "role"),
        "delegate": T("Delegate of the manager", "role"),
        "archivist": T("Archivist", "role"),
        "trainer": T("Trainer", "role"),
        "hq_engineer": T("HQ engineer", "role"),
        "technical_leader": T("Technical leader", "role"),
        "hq_director": T("HQ director", "role"),
    },
)

AGENTS = frozenset({Role.FIELD_ENGINEER, Role.SERVICE_AGENT})
"""Who takes problems, plans visits and opens customer files in a branch."""

OWN_ONLY = AGENTS
"""Who changes their own rows only; the others' rights reach all rows of the branch."""

VISITORS = frozenset({Role.FIELD_ENGINEER})
"""Who fills in a sheet at the customer's and has it signed."""

MANAGERS = frozenset({Role.BRANCH_MANAGER, Role.DELEGATE})
"""Who approves, hands over and closes the month; only the manager herself keeps the people."""

WORKERS = AGENTS | MANAGERS
"""Who works on the records of a branch."""

HEADQUARTERS = frozenset({Role.HQ_ENGINEER, Role.TECHNICAL_LEADER, Role.HQ_DIRECTOR})
"""Who sees what the branches report."""

VERIFIERS = frozenset({Role.HQ_ENGINEER, Role.TECHNICAL_LEADER})
"""Who checks a month at headquarters and returns what has to be corrected."""

ACCEPTERS = frozenset({Role.TECHNICAL_LEADER})
"""Who accepts a month."""

AUDITORS = MANAGERS | HEADQUARTERS | {Role.ARCHIVIST}
"""Who reads who changed what and when."""

PRINTERS = WORKERS | {Role.ARCHIVIST}
"""Who prints sheets in a branch."""

EXCHANGERS = {
    DeskRole.ENGINEER: AGENTS,
    DeskRole.BRANCH: MANAGERS | {Role.SERVICE_AGENT},
    DeskRole.HQ: VERIFIERS,
}
"""Who exchanges with other desks: builds a laptop's packet, merges the laptops and sends the
branch's report, takes in the branches' reports.
"""

EVERYBODY = frozenset(Role)

_READERS = {
    "visit": EVERYBODY - {Role.TRAINER},
    "month": MANAGERS | HEADQUARTERS | {Role.SERVICE_AGENT},
}

DEFAULT_ROLES = {
    DeskRole.ENGINEER: (Role.FIELD_ENGINEER,),
    DeskRole.BRANCH: (Role.FIELD_ENGINEER, Role.SERVICE_AGENT, Role.BRANCH_MANAGER),
    DeskRole.HQ: (Role.HQ_ENGINEER, Role.TECHNICAL_LEADER),
}
"""What the first person of a new desk holds: while there is nobody else, everything the desk is
for; in a branch also the right to add the others.
"""


def parse_roles(stored: str) -> frozenset[Role]:
    """Read the comma-separated form a staff row keeps; unknown roles of a newer version drop."""
    known = {role.value for role in Role}
    return frozenset(Role(part) for part in stored.split(",") if part in known)


def format_roles(roles: "frozenset[Role] | tuple[Role, ...]") -> str:
    """Write roles in their declared order, comma-separated."""
    return ",".join(role.value for role in Role if role in roles)


def role_words(roles: frozenset[Role]) -> Text:
    """Return the names of roles in their declared order, as a list in a sentence."""
    first, *others = (ROLES.label(role.value) for role in Role if role in roles)
    words = first
    for other in others:
        words = T("{roles}, {role}", "role", roles=words, role=other)
    return words


def readers_of(kind: str) -> frozenset[Role]:
    """Return who may read rows of a kind, those that hang on a visit or a month among them."""
    return _READERS.get(kind.partition("_")[0], EVERYBODY)
