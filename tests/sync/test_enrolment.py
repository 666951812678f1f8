# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Two files and a short code connect a desk; forged and exchanged papers do not."""

import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.sync.certificate import certify_root, verify_chain
from branchdesk.sync.documents import SignedDocument, encode_document, sign_document
from branchdesk.sync.enrolment import (
    EnrolmentAnswer,
    answer_code,
    certify_request,
    make_request,
    read_answer,
    read_request,
    request_code,
)
from branchdesk.sync.identity import DeskKeys

from .conftest import MOMENT, refusal

STRANGER = "It cannot be confirmed who sent this"
DAMAGED = "The file is incomplete"
NOT_OURS = "This is not a file of the service desk"
POLICY = {"period_end": 28, "lists": {"service_type": ["现场", "远程"]}}


@dataclass
class Enrolled:
    keys: DeskKeys
    chain: tuple[SignedDocument, ...]
    request: bytes = b""
    answer: bytes = b""
    opened: EnrolmentAnswer | None = None


def found(code: str = "HQ") -> Enrolled:
    keys = DeskKeys.generate()
    return Enrolled(keys, (certify_root(code, "总部客服中心", "f" * 32, keys, MOMENT),))


def enrol(parent: Enrolled, code: str, role: DeskRole) -> Enrolled:
    keys = DeskKeys.generate()
    node = f"{random.Random(code).getrandbits(128):032x}"
    request = make_request(code, role, f"{code} 名称", node, keys, MOMENT)
    answer = certify_request(request, parent.chain, parent.keys, MOMENT, POLICY)
    opened = read_answer(answer, request)
    return Enrolled(keys, opened.chain, request, answer, opened)


def test_branch_and_laptop_are_enrolled() -> None:
    hq = found()
    branch = enrol(hq, "GZ", DeskRole.BRANCH)
    laptop = enrol(branch, "GZ-L01", DeskRole.ENGINEER)
    assert laptop.opened is not None
    assert [c.code for c in laptop.opened.certificates] == ["GZ-L01", "GZ", "HQ"]
    assert laptop.opened.policy == POLICY
    assert laptop.opened.own.keys == laptop.keys.public()
    assert laptop.opened.parent.keys == branch.keys.public()
    assert laptop.opened.own.escrow_age == hq.keys.public().age
    assert verify_chain(laptop.chain, hq.keys.public().minisign)


def test_both_sides_compute_the_same_codes_and_others_differ() -> None:
    hq = found()
    one, two = enrol(hq, "GZ", DeskRole.BRANCH), enrol(hq, "WH", DeskRole.BRANCH)
    codes = [request_code(one.request), answer_code(one.answer)]
    carried = [request_code(one.request + b"\r\n"), answer_code(one.answer.rstrip(b"\n"))]
    assert codes == carried
    assert len({*codes, request_code(two.request), answer_code(two.answer)}) == 4
    assert all(len(code) == 9 and code[4] == "-" for code in codes)


def test_an_answer_by_a_false_parent_shows_another_code() -> None:
    """The files alone cannot tell; the code read out by the real parent can."""
    hq, false = found(), found()
    request = make_request("GZ", DeskRole.BRANCH, "广州", "a" * 32, DeskKeys.generate(), MOMENT)
    real_answer = certify_request(request, hq.chain, hq.keys, MOMENT, {})
    false_answer = certify_request(request, false.chain, false.keys, MOMENT, {})
    assert answer_code(real_answer) != answer_code(false_answer)
    opened = read_answer(false_answer, request)
    assert refusal(lambda: verify_chain(opened.chain, hq.keys.public().minisign)) == STRANGER


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("hq", DeskRole.ENGINEER),
        ("hq", DeskRole.HQ),
        ("branch", DeskRole.BRANCH),
        ("branch", DeskRole.HQ),
        ("laptop", DeskRole.ENGINEER),
    ],
)
def test_wrong_parent(parent: str, child: DeskRole) -> None:
    desks = {"hq": found()}
    desks["branch"] = enrol(desks["hq"], "GZ", DeskRole.BRANCH)
    desks["laptop"] = enrol(desks["branch"], "GZ-L01", DeskRole.ENGINEER)
    above = desks[parent]
    request = make_request("X1", child, "x", "a" * 32, DeskKeys.generate(), MOMENT)
    assert (
        refusal(lambda: certify_request(request, above.chain, above.keys, MOMENT, {}))
        == "This desk cannot be connected here"
    )


def test_an_answer_for_another_desk() -> None:
    hq = found()
    one, two = enrol(hq, "GZ", DeskRole.BRANCH), enrol(hq, "WH", DeskRole.BRANCH)
    title = refusal(lambda: read_answer(one.answer, two.request))
    assert title == "This answer is not for this desk"


@pytest.mark.parametrize("content", [b"", b"{}", b"hello", b'{"a":1}', b"%PDF-1.7 ", b"\xff" * 99])
def test_other_files_are_not_ours(content: bytes) -> None:
    assert refusal(lambda: read_request(content, "x.json")) == NOT_OURS


def test_request_and_answer_are_not_mixed_up() -> None:
    branch = enrol(found(), "GZ", DeskRole.BRANCH)
    assert refusal(lambda: read_request(branch.answer)) == NOT_OURS
    assert refusal(lambda: read_answer(branch.request, branch.request)) == NOT_OURS


@pytest.mark.parametrize("seed", range(30))
def test_every_flipped_bit_is_refused(seed: int) -> None:
    branch = enrol(found(), "GZ", DeskRole.BRANCH)
    noise = random.Random(seed)
    for whole, read in (
        (branch.request, read_request),
        (branch.answer, lambda content: read_answer(content, branch.request)),
    ):
        flipped = bytearray(whole)
        flipped[noise.randrange(len(whole) - 1)] ^= 1 << noise.randrange(8)
        with pytest.raises(UserError):
            read(bytes(flipped))
        with pytest.raises(UserError):
            read(whole[: noise.randrange(len(whole) - 2)])


def forged(chain: tuple[SignedDocument, ...], keys: DeskKeys, **changes: object) -> SignedDocument:
    own = verify_chain(chain)[0]
    return sign_document(msgspec.structs.replace(own, **changes), "certificate", keys)


def test_forged_and_exchanged_certificates() -> None:
    hq = found()
    gz, wh = enrol(hq, "GZ", DeskRole.BRANCH), enrol(hq, "WH", DeskRole.BRANCH)
    laptop = enrol(gz, "GZ-L01", DeskRole.ENGINEER)
    stranger = DeskKeys.generate()
    own, parent, root = laptop.chain
    wrong_chains = [
        (own, wh.chain[0], root),
        (own, root),
        (own, parent),
        (own,),
        (),
        (parent, own, root),
        (own, own, parent, root),
        (forged(laptop.chain, stranger), parent, root),
        (forged(laptop.chain, laptop.keys, role=DeskRole.BRANCH), root),
        (forged(gz.chain, gz.keys, name="另一家"), root),
        (forged(gz.chain, hq.keys, role=DeskRole.ENGINEER), root),
        (forged(gz.chain, hq.keys, escrow_age=stranger.public().age), root),
        (forged(gz.chain, hq.keys, issuer_code="WH"), root),
        (gz.chain[0], forged(hq.chain, hq.keys, escrow_age=stranger.public().age)),
        (gz.chain[0], found().chain[0]),
    ]
    for chain in wrong_chains:
        assert refusal(lambda: verify_chain(chain)) == STRANGER  # noqa: B023 - called at once


def test_a_certificate_cannot_pass_for_another_document() -> None:
    """The purpose is part of what is signed."""
    hq = found()
    relabelled = msgspec.structs.replace(hq.chain[0], format="branchdesk/enrolment-request")
    with pytest.raises(UserError):
        read_request(encode_document(relabelled))


def test_a_newer_file_asks_for_an_upgrade() -> None:
    branch = enrol(found(), "GZ", DeskRole.BRANCH)
    document = msgspec.json.decode(branch.request, type=SignedDocument)
    newer = encode_document(msgspec.structs.replace(document, version=2))
    assert refusal(lambda: read_request(newer)) == "The file was made by a newer version"


def test_keys_survive_storing_and_are_never_shown() -> None:
    keys = DeskKeys.generate()
    stored = keys.private_bytes()
    again = DeskKeys.from_private_bytes(stored)
    assert again.public() == keys.public()
    assert keys.sign(b"x", "test") == again.sign(b"x", "test")
    secret = msgspec.json.decode(stored)
    assert secret["age"] not in repr(keys)
    assert secret["minisign"] not in repr(keys)
    with pytest.raises(ValueError, match="damaged"):
        DeskKeys.from_private_bytes(stored[:-9])


def test_other_tools_take_the_keys(tmp_path: Path) -> None:
    keys = DeskKeys.generate()
    message = tmp_path / "message"
    message.write_bytes("你好".encode())
    (tmp_path / "message.minisig").write_bytes(keys.sign(message.read_bytes(), "a statement"))
    (tmp_path / "identity").write_bytes(keys.export_age_identity())
    public = keys.public()
    for command in (
        ["minisign", "-V", "-P", public.minisign, "-m", str(message)],
        ["age", "-r", public.age, "-o", str(tmp_path / "sealed"), str(message)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    opened = subprocess.run(
        ["age", "-d", "-i", str(tmp_path / "identity"), str(tmp_path / "sealed")],
        capture_output=True,
        check=True,
    )
    assert opened.stdout == message.read_bytes()
