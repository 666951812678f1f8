# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Sheets on paper for the services and the window: PDF and pictures of its pages."""

from collections.abc import Sequence
from uuid import UUID

from branchdesk.domain.sheet import FrozenSheet, SheetContent
from branchdesk.domain.text import Translator
from branchdesk.reports.blank_sheet import render_blank_sheet
from branchdesk.reports.copies import with_copy_mark
from branchdesk.reports.fonts import FontBook, FontFiles
from branchdesk.reports.raster import PageSource, page_count
from branchdesk.reports.rescue import installed_font_files
from branchdesk.reports.slip import render_slip
from branchdesk.reports.visit_sheet import (
    SheetJob,
    count_pages,
    render_visit_sheet,
    require_glyphs,
)
from branchdesk.services.compose_sheet import CountPages
from branchdesk.services.sign_visit import SignVisit
from branchdesk.services.visits import Visits


class Paper:
    """Renders frozen sheets, blank sheets and slips with the desk's fonts."""

    def __init__(
        self, fonts: FontBook, translator: Translator, signing: SignVisit, visits: Visits
    ) -> None:
        """``translator`` is the paper's language."""
        self._fonts = fonts
        self._translator = translator
        self._signing = signing
        self._visits = visits

    def render(self, sheet: FrozenSheet) -> bytes:
        """Return the PDF of a frozen sheet; the same sheet always gives the same bytes."""
        return render_visit_sheet(sheet, self._fonts, self._translator)

    def sheet(self, key: str | UUID) -> bytes:
        """Return the original PDF of a visit's frozen sheet."""
        return self.render(self._signing.frozen_sheet(key))

    def blank(self, key: str | UUID, *, by_hand: bool) -> bytes:
        """Return a numbered sheet to be signed on paper: filled in, or with room to write."""
        content = self._visits.summary(key)
        return render_blank_sheet(
            content, f"BD1 {content.number}", self._fonts, self._translator, by_hand=by_hand
        )

    def require_glyphs(self, key: str | UUID) -> None:
        """Raise UserError when a character of the sheet cannot be printed."""
        require_glyphs(self._visits.summary(key), self._fonts)

    def count(self, content: SheetContent) -> int:
        """Return how many pages the sheet of a content has under any signatures."""
        return count_pages(content, self._fonts, self._translator)

    def mark(self, pdf: bytes, text: str) -> bytes:
        """Return a copy with a mark such as 客户联."""
        return with_copy_mark(pdf, text, self._fonts)

    def begin_job(self) -> SheetJob:
        """Begin the document of a print job."""
        return SheetJob(self._fonts, self._translator)

    def pages(self, pdf: bytes) -> int:
        """Return the number of pages."""
        return page_count(pdf)

    def pictures(self, pdf: bytes) -> PageSource:
        """Return the pages as pictures for preview and raster printing."""
        return PageSource(pdf)

    def slip(self, title: str, lines: Sequence[str], code: str = "", caption: str = "") -> bytes:
        """Return a small page: recovery code, report slip."""
        return render_slip(title, list(lines), self._fonts, code=code, caption=caption)


def make_paper(
    files: FontFiles, translator: Translator, signing: SignVisit, visits: Visits
) -> Paper:
    """Return the paper of a desk with the shipped fonts and those found for rare characters."""
    return Paper(FontBook(files, installed_font_files()), translator, signing, visits)


def page_counter(files: FontFiles, translator: Translator) -> CountPages:
    """Return what counts the pages of sheets while there is no desk yet."""
    fonts = FontBook(files, installed_font_files())
    return lambda content: count_pages(content, fonts, translator)
