# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The rights of requirements §6, copied from its text, and how its cells are read.

``own`` is written for *own rows only*, ``yes`` for the branch's rows, ``-`` for never. The delegate
stands in for the manager's work and has the manager's cells, but for the people of the desk.
Readings that the text leaves open are told in docs/decisions/0090-rights.md.
"""

from branchdesk.domain.kinds.roles import Role

COLUMNS = (
    Role.FIELD_ENGINEER,
    Role.SERVICE_AGENT,
    Role.COMPLAINT_HANDLER,
    Role.BRANCH_MANAGER,
    Role.DELEGATE,
    Role.ARCHIVIST,
    Role.TRAINER,
    Role.HQ_ENGINEER,
    Role.TECHNICAL_LEADER,
    Role.HQ_DIRECTOR,
)
AT_HEADQUARTERS = COLUMNS[-3:]

# In the order of COLUMNS: six roles of a branch, the trainer, three of headquarters.
_TEXT = """
take a record       | yes | yes | -   | -   | -   | -   | -   | -   | -   | -
read a record       | yes | yes | yes | yes | yes | yes | yes | yes | yes | yes
change a record     | own | own | -   | yes | yes | -   | -   | -   | -   | -
answer              | own | own | -   | yes | yes | -   | -   | -   | -   | -
note progress       | yes | yes | -   | yes | yes | -   | -   | -   | -   | -
hand over           | own | own | -   | yes | yes | -   | -   | -   | -   | -
escalate            | own | own | -   | yes | yes | -   | -   | -   | -   | -
pass on a complaint | own | own | -   | yes | yes | -   | -   | -   | -   | -
close a record      | own | own | -   | yes | yes | -   | -   | yes | yes | -
discard a draft     | own | own | -   | yes | yes | -   | -   | -   | -   | -
attach a file       | own | own | -   | yes | yes | -   | -   | -   | -   | -
return the data     | own | -   | -   | yes | yes | -   | -   | -   | -   | -
plan a visit        | own | own | -   | -   | -   | -   | -   | -   | -   | -
agree on the time   | own | own | -   | -   | -   | -   | -   | -   | -   | -
read a visit        | yes | yes | yes | yes | yes | yes | -   | yes | yes | yes
fill in a sheet     | own | -   | -   | -   | -   | -   | -   | -   | -   | -
sign a sheet        | own | -   | -   | -   | -   | -   | -   | -   | -   | -
leave it unsigned   | own | -   | -   | -   | -   | -   | -   | -   | -   | -
hand in a sheet     | own | -   | -   | -   | -   | -   | -   | -   | -   | -
waive a signature   | -   | -   | -   | yes | yes | -   | -   | -   | -   | -
review a sheet      | -   | -   | -   | yes | yes | -   | -   | -   | -   | -
file a sheet        | -   | -   | -   | yes | yes | yes | -   | -   | -   | -
print a sheet       | yes | yes | -   | yes | yes | yes | -   | -   | -   | -
open a file         | yes | yes | -   | -   | -   | -   | -   | -   | -   | -
import files        | yes | yes | -   | -   | -   | -   | -   | -   | -   | -
read a file         | yes | yes | yes | yes | yes | yes | yes | yes | yes | yes
change a file       | own | own | -   | yes | yes | yes | -   | -   | -   | -
add a contact       | yes | yes | -   | yes | yes | yes | -   | -   | -   | -
mark as lost        | -   | -   | -   | yes | yes | yes | -   | -   | -   | -
read a secret file  | -   | -   | -   | yes | yes | yes | -   | yes | yes | yes
read a top secret   | -   | -   | -   | -   | -   | yes | -   | -   | -   | yes
check the month     | -   | yes | -   | yes | yes | -   | -   | yes | yes | yes
write the summary   | -   | yes | -   | yes | yes | -   | -   | -   | -   | -
close the month     | -   | -   | -   | yes | yes | -   | -   | -   | -   | -
exchange            | -   | yes | -   | yes | yes | -   | -   | yes | yes | -
see the board       | -   | -   | -   | -   | -   | -   | -   | yes | yes | yes
accept a month      | -   | -   | -   | -   | -   | -   | -   | -   | yes | -
return a month      | -   | -   | -   | -   | -   | -   | -   | yes | yes | -
read the audit log  | -   | -   | -   | yes | yes | yes | -   | yes | yes | yes
keep the people     | -   | -   | -   | yes | -   | -   | -   | -   | yes | yes
"""

TABLE: dict[str, dict[Role, str]] = {
    cells[0]: dict(zip(COLUMNS, cells[1:], strict=True))
    for cells in ([c.strip() for c in row.split("|")] for row in _TEXT.strip().splitlines())
}
