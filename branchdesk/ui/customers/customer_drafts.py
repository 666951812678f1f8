# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The names of the drafts that the forms of a customer file keep."""

from typing import Any

FILE = "customer"
LOST = "customer_lost"
CONTACT_DRAFT = "customer_contact"
PRODUCT_DRAFT = "customer_product"


def line_draft(name: str, row: Any) -> str:
    """Return the draft's name of a contact or product; of a new one when ``row`` is None."""
    return name if row is None else f"{name}_{row.uuid.hex}"
