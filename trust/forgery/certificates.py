# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Enrolment files on their way between two desks: who vouches for whom."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.sync.certificate import CERTIFICATE, Certificate
from branchdesk.sync.documents import decode_document, encode_document, sign_document
from branchdesk.sync.enrolment import certify_request
from branchdesk.sync.identity import DeskKeys
from branchdesk.wiring.setting_keys import REQUEST_SETTING
from tests.companies import Company
from trust.forgery.trial import Trial

Change = Callable[[dict[str, Any]], object]


def certificates(company: Company, folder: Path) -> Trial:
    """Hand forged, swapped and old enrolment files to desks that have asked for the true ones."""
    trial = Trial("certificates forged, swapped, sent again")
    hq, branch, other, laptop = company.hq, company.branch, company["BJ"], company.laptop
    request = branch.setting(REQUEST_SETTING).encode()
    answer = (company.root / "GZ.answer").read_bytes()
    now, target = company.clock.now(), folder / "answer"

    def accept(what: str, content: bytes) -> None:
        target.write_bytes(content)
        trial.refused(what, branch, lambda: branch.enrolment.accept(target))

    accept("the answer for another branch", (company.root / "BJ.answer").read_bytes())
    for what, change in (
        ("another role", _own(role="hq")),
        ("another code", _own(code="BJ")),
        ("other keys", _own(minisign=other.keys.public().minisign)),
        ("another escrow", _own(escrow_age=other.keys.public().age)),
        ("a chain without its root", lambda body: body["chain"].pop()),
        ("a chain turned round", lambda body: body["chain"].reverse()),
        ("a chain of its own alone", lambda body: body["chain"].__delitem__(slice(1, None))),
    ):
        accept(f"certificate with {what}", _rewritten(answer, change, None))
        accept(f"certificate with {what}, signed anew", _rewritten(answer, change, hq.keys))
    for desk in (other, laptop):
        accept(
            f"certified by {desk.facts.code}",
            certify_request(request, hq.chain(), desk.keys, now, {}),
        )
    trial.refused(
        "a branch takes a branch in",
        other,
        lambda: other.enrolment.certify(company.root / "GZ.request", folder / "out"),
    )
    trial.refused(
        "a laptop takes a branch in",
        laptop,
        lambda: laptop.enrolment.certify(company.root / "GZ.request", folder / "out"),
    )
    target.write_bytes(_with_body(request, lambda b: b | {"age": other.keys.public().age}))
    trial.refused(
        "a request with other keys",
        hq,
        lambda: hq.enrolment.certify(target, folder / "out"),
    )
    fresh = folder / "fresh.request"
    code = branch.enrolment.request(fresh).short_code
    accept("the answer to an earlier request", answer)
    # A root of the forger's own hangs together; only the codes that people compare tell.
    target.write_bytes(_false_answer(fresh.read_bytes(), now))
    step = branch.enrolment.look_at_answer(target)
    honest = hq.enrolment.certify(fresh, folder / "honest")
    differs = step.short_code == code and step.confirm_code != honest.confirm_code
    trial.found(
        "a root of the forger's own", "the codes people compare differ" if differs else None
    )
    return trial


def _own(**lies: object) -> Change:
    def change(body: dict[str, Any]) -> None:
        certificate = json.loads(body["chain"][0]["body"]) | lies
        body["chain"][0]["body"] = _canonical(certificate)

    return change


def _rewritten(content: bytes, change: Change, keys: DeskKeys | None) -> bytes:
    """Change the body of a document and sign it anew when there are keys."""

    def act(body: dict[str, Any]) -> dict[str, Any]:
        change(body)
        return body

    changed = _with_body(content, act)
    if keys is None:
        return changed
    document = json.loads(changed)
    statement = "branchdesk enrolment-answer 1"
    document["signature"] = keys.sign(document["body"].encode(), statement).decode()
    return _canonical(document).encode()


def _with_body(content: bytes, change: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    document = json.loads(encode_document(decode_document(content, "")))
    document["body"] = _canonical(change(json.loads(document["body"])))
    return _canonical(document).encode()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _false_answer(request: bytes, now: datetime) -> bytes:
    keys, node = DeskKeys.generate(), uuid4().hex
    public = keys.public()
    root = Certificate(
        code="HQ",
        role=DeskRole.HQ,
        name="总部客服中心",
        node=node,
        minisign=public.minisign,
        age=public.age,
        issuer_code="HQ",
        issuer_node=node,
        issuer_minisign=public.minisign,
        issuer_age=public.age,
        escrow_age=public.age,
        issued_at=now,
    )
    return certify_request(request, [sign_document(root, CERTIFICATE, keys)], keys, now, {})
