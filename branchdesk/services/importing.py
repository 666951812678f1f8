# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Customer lists from spreadsheets: each line whole or refused with its reason (contract)."""

import csv
import io
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.duplicates import Known, identity_keys
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.customer import CUSTOMER, Customer
from branchdesk.domain.kinds.description import Problem, Stage
from branchdesk.domain.kinds.validation import ProblemsError, problems_of
from branchdesk.domain.tables import FORMULA_STARTS
from branchdesk.domain.text import T, Text
from branchdesk.services import rights, rows
from branchdesk.services.customers import ADDERS, masked_customer, may_read_file
from branchdesk.services.exporting import NUMBER_LABEL
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session

SIZE_LIMIT = 20_000_000
"""Bytes a list may have."""

_IGNORED = ""


class Refused(msgspec.Struct, frozen=True):
    """A line that was not imported; ``row`` counts as the spreadsheet does (the header is 1)."""

    row: int
    field: str
    reason: Text


class Imported(msgspec.Struct, frozen=True):
    """What an import did: how many rows came in and which did not."""

    rows: int
    refused: tuple[Refused, ...]


class Importing:
    """Takes customer lists in."""

    def __init__(self, session: Session) -> None:
        """Work for the person of the session."""
        self._session = session

    def customers(self, content: bytes, *, dry_run: bool = False) -> Imported:
        """Import a CSV list of customers (UTF-8, or GB 18030 as older spreadsheets save it).

        The header names fields by their label or identifier. A line that does not fit, or whose
        customer is on file, is refused whole; the others come in together. With ``dry_run``
        nothing is written. Raises UserError when the file is no such list.
        """
        session = self._session
        rights.require_roles(session, ADDERS)
        lines = list(csv.reader(io.StringIO(_decode(content), newline="")))
        names = self._columns(lines[0] if lines else [])
        good: list[dict[str, object]] = []
        refused: list[Refused] = []
        with session.store.read() as reader:
            known = _known_keys(session, reader)
        for place, cells in enumerate(lines[1:], start=2):
            if not any(cell.strip() for cell in cells):
                continue
            document = dict(zip(names, cells, strict=False))
            values, problems = self._check(document)
            if not problems:
                problems = _already_here(values, known)
            refused.extend(Refused(place, p.field, p.message) for p in problems)
            if not problems:
                good.append(values)
        if good and not dry_run:
            self._write(good)
        return Imported(len(good), tuple(refused))

    def _columns(self, head: list[str]) -> list[str]:
        known = {_IGNORED: _IGNORED}
        for ignored in (NUMBER_LABEL, CUSTOMER.fields["state"].label):
            known |= dict.fromkeys(self._spellings(ignored), _IGNORED)
        known |= {"number": _IGNORED, "state": _IGNORED}
        for field in CUSTOMER.editable_fields():
            known |= dict.fromkeys((field.name, *self._spellings(field.label)), field.name)
        names = [cell.strip() for cell in head]
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UserError(
                T("This list has unknown columns"),
                T("The column “{name}” is not known.", name=unknown[0][:40]),
                T("Name the columns as in an exported list of customers."),
            )
        columns = [known[name] for name in names]
        if "name" not in columns:
            raise UserError(
                T("This is not a list of customers"),
                T("The column “{name}” is missing.", name=CUSTOMER.fields["name"].label),
                T("Name the columns as in an exported list of customers."),
            )
        return columns

    def _spellings(self, label: Text) -> tuple[str, str]:
        return self._session.paper.render(label), label.source

    def _check(self, document: Mapping[str, str]) -> tuple[dict[str, object], list[Problem]]:
        given: dict[str, object] = {}
        for name, cell in document.items():
            text = cell.strip()
            if name == _IGNORED or not text:
                continue
            if text[0] == "'" and text[1:].startswith(FORMULA_STARTS):
                text = text[1:]
            given[name] = self._code(name, text)
        try:
            values = rows.read_values(CUSTOMER, given)
        except ProblemsError as error:
            return {}, list(error.problems)
        values = rows.clean_values(CUSTOMER, values)
        customer = rows.build_row(self._session, CUSTOMER, values | self._identity(""))
        return values, problems_of(CUSTOMER, customer, Stage.SAVE)

    def _code(self, name: str, text: str) -> str:
        """Return the code of a choice that was written with its label."""
        values = CUSTOMER.fields[name].facts.values
        if values is not None:
            for code, label in values.labels.items():
                if text in self._spellings(label):
                    return code
        return text

    def _write(self, documents: list[dict[str, object]]) -> None:
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            for values in documents:
                number = rows.new_number(session, writer, CUSTOMER)
                rows.insert_row(session, writer, CUSTOMER, values | self._identity(number))

    def _identity(self, number: str) -> dict[str, Any]:
        desk = self._session.desk
        return {"number": number, "state": "active", "branch_code": desk.branch_code}


def _decode(content: bytes) -> str:
    if len(content) > SIZE_LIMIT:
        raise UserError(
            T("This file is too large"),
            T("A list may have {limit} MB.", limit=SIZE_LIMIT // 1_000_000),
            T("Split it into several lists."),
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UserError(
        T("This is not a list of customers"),
        T("The file is not a CSV text."),
        T("Save the spreadsheet as CSV and try again."),
    )


def _known_keys(session: Session, reader: Reader) -> dict[str, str]:
    """Return what names the files; those too secret for the person only by name (decision 151)."""
    roles = session.actor.roles
    return {
        key: file.number
        for row in reader.find(CUSTOMER.name)
        for file in [row if may_read_file(roles, row.confidentiality) else masked_customer(row)]
        for key in identity_keys(_known(file))
    }


def _known(customer: Customer) -> Known:
    return Known(
        uuid=customer.uuid,
        number=customer.number,
        name=customer.name,
        credit_code=customer.credit_code,
        phones=(customer.phone,),
    )


def _already_here(values: Mapping[str, object], known: dict[str, str]) -> list[Problem]:
    """Refuse a customer on file or earlier in the list; else note it as known."""
    keys = identity_keys(
        Known(
            uuid=UUID(int=0),
            number="",
            name=str(values.get("name", "")),
            credit_code=str(values.get("credit_code", "")),
            phones=(str(values.get("phone", "")),),
        )
    )
    for key in sorted(keys):
        if key in known:
            message = (
                T("This customer is on file as {number}.", number=known[key])
                if known[key]
                else T("This customer stands in the list twice.")
            )
            return [Problem("R-139", "name", message)]
    known.update(dict.fromkeys(keys, ""))
    return []
