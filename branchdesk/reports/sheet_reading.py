# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads visit sheets that come back as files: whose they are, and what was laid on them."""

import re

import pypdfium2

from branchdesk.domain.kinds.visit import VISIT
from branchdesk.reports.pdfium import pdfium

_NUMBER = re.compile(rf"\b{VISIT.letters}-[A-Z]{{2,4}}-\d{{4}}-[A-Z]\d{{2}}-\d{{4,6}}\b")


def read_number(pdf: bytes) -> str:
    """Return the number of the sheet, empty when the document names none.

    Raises UserError when it is no PDF.
    """
    with pdfium(), pypdfium2.PdfDocument(pdf) as document:
        texts = [document.get_metadata_value("Title")]
        texts += [_text_of(page) for page in document]
    for text in texts:
        found = _NUMBER.search(text)
        if found:
            return found[0]
    return ""


def _text_of(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        text: str = text_page.get_text_bounded()
        return text
    finally:
        text_page.close()
        page.close()


def added_lines(pdf: bytes, original: bytes) -> list[str]:
    """Return the lines on the first page that the original has not: the marks of a copy.

    Raises UserError when one of them is no PDF.
    """
    known = set(_first_page(original))
    return [text for text in dict.fromkeys(_first_page(pdf)) if text not in known]


def _first_page(pdf: bytes) -> list[str]:
    with pdfium(), pypdfium2.PdfDocument(pdf) as document:
        lines = _text_of(document[0]).splitlines()
    return [line.strip() for line in lines if line.strip()]
