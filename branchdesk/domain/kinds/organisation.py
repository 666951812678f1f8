# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Branches, staff and products: the code lists headquarters keeps (R-005)."""

from datetime import date
from typing import Annotated

from branchdesk.domain.kinds.description import Kind, Row, Stage, describe
from branchdesk.domain.text import T

SAVE = (Stage.SAVE,)


class Branch(Row, frozen=True, kw_only=True):
    """A branch office or headquarters itself (code ``HQ``)."""

    code: Annotated[str, describe(T("Branch code"), required=SAVE, column=1)] = ""
    name: Annotated[str, describe(T("Branch"), required=SAVE, column=2)] = ""
    company: Annotated[str, describe(T("Company"))] = ""
    address: Annotated[str, describe(T("Address"))] = ""
    service_phone: Annotated[str, describe(T("Service hotline"), column=3, phone=True)] = ""
    complaint_phone: Annotated[str, describe(T("Complaint hotline"), column=4, phone=True)] = ""


class Staff(Row, frozen=True, kw_only=True):
    """A person who works for the company. ``roles`` is comma-separated (roles.parse_roles)."""

    name: Annotated[str, describe(T("Name"), required=SAVE, column=1)] = ""
    branch_code: Annotated[str, describe(T("Branch code"), editable=False, column=2)] = ""
    roles: Annotated[str, describe(T("Roles"), required=SAVE, column=3)] = ""
    phone: Annotated[str, describe(T("Phone number"), column=4, phone=True)] = ""
    active: Annotated[bool, describe(T("Active"))] = True


class Product(Row, frozen=True, kw_only=True):
    """A product of the company."""

    code: Annotated[str, describe(T("Product code"), required=SAVE, column=1)] = ""
    name: Annotated[str, describe(T("Product"), required=SAVE, column=2)] = ""
    current_version: Annotated[str, describe(T("Current version"), column=3)] = ""


class CalendarDay(Row, frozen=True, kw_only=True):
    """A day that differs from Monday-to-Friday: a holiday or a make-up working day (R-013)."""

    day: Annotated[date | None, describe(T("Date"), required=SAVE)] = None
    working: Annotated[bool, describe(T("Working day"))] = False
    note: Annotated[str, describe(T("Note"))] = ""


BRANCH = Kind(name="branch", label=T("Branch"), struct=Branch, command="branch", owner="hq")
STAFF = Kind(name="staff", label=T("Staff"), struct=Staff, command="staff")
PRODUCT = Kind(name="product", label=T("Product"), struct=Product, command="product", owner="hq")
CALENDAR_DAY = Kind(name="calendar_day", label=T("Calendar day"), struct=CalendarDay, owner="hq")
