# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What steps that are no plain steps of a machine take as their JSON object."""

from datetime import date
from typing import Any, Literal, TypeVar

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.signature import Ink, Point, Stroke, decode_ink
from branchdesk.domain.text import T

PAD_MM = (80.0, 30.0)
"""Width and height of the pad when the strokes do not say theirs."""

InputType = TypeVar("InputType", bound=msgspec.Struct)


class Loss(msgspec.Struct, forbid_unknown_fields=True):
    """Why and when a customer was lost; without a day it is today."""

    reason: str = ""
    day: date | None = None


class Roles(msgspec.Struct, forbid_unknown_fields=True):
    """The roles a person holds from now on."""

    roles: list[str]


class Delegation(msgspec.Struct, forbid_unknown_fields=True):
    """The last day of a delegate."""

    until: date


class NewPerson(msgspec.Struct, forbid_unknown_fields=True):
    """A person of the desk."""

    name: str
    roles: list[str]
    phone: str = ""


class Signer(msgspec.Struct, forbid_unknown_fields=True):
    """Who signs, and the ink: encoded, or as strokes of points in mm from the pad's top left.

    A point is ``[x, y]``, or ``[x, y, time in ms, pressure 0 to 1]``.
    """

    name: str = ""
    position: str = ""
    phone: str = ""
    ink: str = ""
    strokes: list[list[list[float]]] = []
    pad: tuple[float, float] = PAD_MM
    device: Literal["pen", "touch", "mouse"] = "pen"

    def given_ink(self) -> Ink | None:
        """Return the ink, if there is any; raises UserError when the encoded one is damaged."""
        if self.ink:
            return decode_ink(self.ink)
        if not self.strokes:
            return None
        strokes = tuple(
            Stroke(self.device, tuple(_point(numbers) for numbers in stroke))
            for stroke in self.strokes
        )
        return Ink(*self.pad, strokes)


class Signing(msgspec.Struct, forbid_unknown_fields=True):
    """Signatures under a sheet (services.sign_visit)."""

    customer: Signer
    engineer: Signer = msgspec.field(default_factory=Signer)
    acceptance: Signer | None = None
    privacy_consent: bool = False
    dynamics_consent: bool = False
    content_hash: str = ""
    kind: Literal["screen", "paper"] = "screen"


class Leaving(msgspec.Struct, forbid_unknown_fields=True):
    """A sheet left without the customer's signature."""

    reason: str
    kind: Literal["", "later", "refused", "absent", "phone"] = ""
    engineer: Signer = msgspec.field(default_factory=Signer)
    due: date | None = None
    way: str = ""
    spoken_with: str = ""
    witness: str = ""
    oral_approval: str = ""


class Supplement(msgspec.Struct, forbid_unknown_fields=True):
    """A supplement page with its signatures."""

    reason: str
    text: str
    customer: Signer
    engineer: Signer = msgspec.field(default_factory=Signer)


class SheetLines(msgspec.Struct, forbid_unknown_fields=True):
    """The lists of a sheet; what is not given stays."""

    visit_work_line: list[dict[str, Any]] | None = None
    visit_part: list[dict[str, Any]] | None = None


def read_input(document: dict[str, Any], struct: type[InputType]) -> InputType:
    """Read a step's JSON object; raises UserError that names what does not fit."""
    try:
        return msgspec.convert(document, struct)
    except msgspec.ValidationError as error:
        raise UserError(
            T("This entry does not fit"),
            T("{problem}", problem=str(error)[:200]),
            T("The input of every step is described in docs/commands.md."),
        ) from error


def read_list(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Take a list of JSON objects out of a document; empty when it is not there."""
    value = document.pop(name, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise UserError(
            T("This entry does not fit"),
            T("“{name}” must be a list of JSON objects.", name=name),
            T("The input of every step is described in docs/commands.md."),
        )
    return value


def _point(numbers: list[float]) -> Point:
    if len(numbers) not in (2, 3, 4):
        raise UserError(
            T("This entry does not fit"),
            T("A point of a stroke has two to four numbers."),
            T("The input of every step is described in docs/commands.md."),
        )
    x, y, *dynamics = numbers
    time = round(dynamics[0]) if dynamics else 0
    return Point(x, y, time, dynamics[1] if len(dynamics) > 1 else -1.0)
