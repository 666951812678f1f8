# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Closes the demo's sheets with the program's own composition, so that they verify and print."""

from collections.abc import Callable

import msgspec

from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.text import Translator
from branchdesk.services.compose_sheet import (
    CountPages,
    SheetSources,
    compose_sheet,
    ordered,
    sheet_to_json,
)
from branchdesk.services.demo.plan_types import Freeze, SheetContext

Sign = Callable[[str, bytes], str]
"""Signs a proof with the key of the desk whose code is given; returns the signature as text."""


def sheet_freezer(
    paper: Translator, count_pages: CountPages, sign: Sign, *, privacy_years: int = 5
) -> Freeze:
    """Return what plan_demo needs to freeze sheets in the paper's language."""

    def freeze(visit: Visit, context: SheetContext) -> Visit:
        content = compose_sheet(
            SheetSources(
                visit=visit,
                record=context.record,
                customer=context.customer,
                contact=context.contact,
                product=context.registered,
                branch=context.branch,
                engineer=context.engineer,
                work=ordered(context.work_lines),
                parts=ordered(context.parts),
                photos=tuple(
                    a.caption or a.file_name for a in context.attachments if a.purpose == "photo"
                ),
                demo=True,
                privacy_years=privacy_years,
            ),
            paper,
            count_pages,
        )
        digest = content.content_hash()
        proof = f"BD1 {visit.number} {digest[:32]}"
        return msgspec.structs.replace(
            visit,
            sheet_content=sheet_to_json(content),
            content_hash=digest,
            qr=f"{proof} {sign(context.desk_code, proof.encode())}",
        )

    return freeze
