# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the pages of visits need of an unlocked desk."""

from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from PySide6.QtWidgets import QWidget

from branchdesk.services.attachments import Attachments
from branchdesk.services.drafts import Drafts
from branchdesk.services.printing import Printing
from branchdesk.services.session import Session
from branchdesk.services.sign_visit import SignVisit
from branchdesk.services.visits import Visits


class PagePixels(Protocol):
    """A page in pixels: rows from the top, three bytes (red, green, blue) each."""

    @property
    def width(self) -> int:
        """Pixels in a row."""
        ...

    @property
    def height(self) -> int:
        """Rows."""
        ...

    @property
    def pixels(self) -> bytes:
        """Width times height times three bytes, without padding."""
        ...


class PagePictures(Protocol):
    """An open PDF whose pages become pictures; used on the lane of files only."""

    def __enter__(self) -> Self:
        """Return itself."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the document."""
        ...

    @property
    def page_count(self) -> int:
        """The number of pages."""
        ...

    def size_mm(self, index: int) -> tuple[float, float]:
        """Return width and height of a page in mm; pages count from 0."""
        ...

    def picture(self, index: int, dpi: float) -> PagePixels:
        """Return a page on white at so many dots per inch."""
        ...


class SheetPaper(Protocol):
    """Draws sheets as PDF and turns PDF into pictures."""

    def sheet(self, key: str | UUID) -> bytes:
        """Return the PDF of a signed sheet; raises UserError while it is not signed."""
        ...

    def blank(self, key: str | UUID, *, by_hand: bool) -> bytes:
        """Return a numbered sheet to be signed on paper, filled in or with room to write."""
        ...

    def require_glyphs(self, key: str | UUID) -> None:
        """Raise UserError when a character of the sheet cannot be printed."""
        ...

    def pictures(self, pdf: bytes) -> PagePictures:
        """Open a PDF; raises UserError when it cannot be read."""
        ...


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
    def paper(self) -> SheetPaper:
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
    """Tells whether the passphrase is that of the person at the desk; slow, so used in a lane."""

    def __call__(self, passphrase: str, /) -> bool:
        """Check the passphrase."""
        ...
