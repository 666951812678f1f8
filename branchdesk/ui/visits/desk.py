# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the pages of visits need of an unlocked desk."""

from typing import Protocol

from PySide6.QtWidgets import QWidget

from branchdesk.services.attachments import Attachments
from branchdesk.services.drafts import Drafts
from branchdesk.services.open_desk import PaperDesk
from branchdesk.services.printing import Printing
from branchdesk.services.session import Session
from branchdesk.services.sign_visit import SignVisit
from branchdesk.services.visits import Visits


class VisitDesk(Protocol):
    """The services of an unlocked desk that visits are made of."""

    @property
    def session(self) -> Session:
        """Who is at the desk."""
        ...

    @property
    def visits(self) -> Visits:
        """Visits until they are signed."""
        ...

    @property
    def signing(self) -> SignVisit:
        """Signing and what follows."""
        ...

    @property
    def attachments(self) -> Attachments:
        """Photos and scans."""
        ...

    @property
    def drafts(self) -> Drafts:
        """What is typed and not saved yet."""
        ...

    @property
    def printing(self) -> Printing:
        """Print jobs of signed sheets."""
        ...

    @property
    def paper(self) -> PaperDesk:
        """Sheets as PDF."""
        ...


class Stage(Protocol):
    """The window that can show one widget alone."""

    def show_alone(self, widget: QWidget) -> None:
        """Show only this widget."""
        ...

    def leave_alone(self, widget: QWidget) -> None:
        """Take it away again and show the pages."""
        ...


class VerifyPassphrase(Protocol):
    """Checks the passphrase of the person at the desk; slow, so used in a lane."""

    def __call__(self, passphrase: str, /) -> None:
        """Return when it is right; UserError tells otherwise, with how many tries are left."""
        ...
