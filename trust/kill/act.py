# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What an act is, and what several of them need."""

import abc
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from tests.companies import NOW, Company

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 600
"""A photo of 150 KB as far as its first bytes tell."""

Told = Callable[[], None]


class Act(abc.ABC):
    """Something a person does on one desk."""

    name: ClassVar[str]
    desk: ClassVar[str] = "GZ"
    """The desk that is stopped."""

    others: ClassVar[tuple[str, ...]] = ()
    """The desks that take part."""

    moment: ClassVar[datetime] = NOW

    printing: ClassVar[bool] = False
    """Whether pages are set: the fonts then are there, as after the first day."""

    @abc.abstractmethod
    def prepare(self, company: Company) -> None:
        """Bring the company to where the act begins; once."""

    def arrange(self, company: Company) -> None:
        """Open what the act needs; in the process that is stopped, before it can be."""
        company.open([self.desk])

    def reopen(self, company: Company) -> None:
        """Start the program again after the interruption."""
        company.open([self.desk])

    @abc.abstractmethod
    def do(self, company: Company, told: Told) -> None:
        """Act; ``told`` is called when the person has been told that it is done."""

    @abc.abstractmethod
    def is_done(self, company: Company) -> bool:
        """Tell whether what the person was told is there."""

    def finish(self, company: Company) -> None:
        """Go on as the person does who finds the desk after the interruption."""
        if not self.is_done(company):
            self.do(company, lambda: None)
            assert self.is_done(company), "it cannot be done again"
