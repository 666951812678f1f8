# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Enrolment: a laptop joins its branch, a branch joins headquarters, by exchanging two files.

Both people compare the short codes by voice: that of the request, and that of the answer, which
shows that nobody put another parent between them.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import Link, next_epoch
from branchdesk.domain.kinds.roles import HEADQUARTERS, MANAGERS, DeskRole
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.runtime.atomic import write_atomic
from branchdesk.runtime.desk_keys import KeyFile
from branchdesk.services import rights, rows
from branchdesk.services.session import DeskFacts, Session
from branchdesk.store.database import Database
from branchdesk.store.exchange_store import ExchangeStore
from branchdesk.sync.certificate import Certificate, certify_root, read_certificate
from branchdesk.sync.documents import SignedDocument, encode_document
from branchdesk.sync.enrolment import (
    EnrolmentAnswer,
    EnrolmentRequest,
    answer_code,
    certify_request,
    make_request,
    read_answer,
    read_request,
    request_code,
)
from branchdesk.sync.identity import DeskKeys
from branchdesk.wiring.desk_folder import StoredFacts, device_of
from branchdesk.wiring.setting_keys import CHAIN_SETTING, ESCROW_SETTING, REQUEST_SETTING
from branchdesk.wiring.surroundings import Surroundings

NUMBERS_SKIPPED = 500
"""The gap a desk leaves in its numbers after it lost data: those it gave since are not reused."""


class EnrollingDesk(Protocol):
    """What enrolment needs of an open desk (wiring.desk)."""

    @property
    def key(self) -> bytes: ...
    @property
    def facts(self) -> DeskFacts: ...
    @property
    def stored(self) -> StoredFacts: ...
    @property
    def keys(self) -> DeskKeys: ...
    @property
    def session(self) -> Session: ...
    @property
    def surroundings(self) -> Surroundings: ...
    @property
    def database(self) -> Database: ...
    @property
    def exchange_store(self) -> ExchangeStore: ...
    def setting(self, key: str) -> str: ...
    def key_file(self) -> KeyFile: ...
    def chain(self) -> list[SignedDocument]: ...


class EnrolmentStep(msgspec.Struct, frozen=True):
    """The result of one of the three steps.

    ``short_code`` is that of the request, ``confirm_code`` that of the answer (empty before there
    is one); both people see the same.
    """

    file: str
    short_code: str
    confirm_code: str
    code: str
    name: str


class Enrolment:
    """The three steps, for the desk they are done on."""

    def __init__(self, desk: EnrollingDesk) -> None:
        """Work for an open desk."""
        self._desk = desk

    def is_enrolled(self) -> bool:
        """Tell whether the desk has a parent (headquarters needs none)."""
        return self._desk.facts.role is DeskRole.HQ or bool(self._desk.setting(ESCROW_SETTING))

    def request(self, target: Path) -> EnrolmentStep:
        """Write this desk's request file."""
        desk = self._desk
        if desk.facts.role is DeskRole.HQ:
            raise UserError(
                T("Headquarters has no parent"),
                T("Only branches and laptops ask to be enrolled."),
                T("Take in the request file of the branch here instead."),
            )
        stored = desk.stored
        content = make_request(
            stored.code,
            stored.role,
            stored.name,
            stored.node,
            desk.keys,
            desk.surroundings.clock.now(),
        )
        write_atomic(target, content)
        self._set(REQUEST_SETTING, content.decode("utf-8"))
        return EnrolmentStep(str(target), request_code(content), "", stored.code, stored.name)

    def look_at(self, request: Path) -> EnrolmentStep:
        """Read a child's request, so that both people can compare its code before it is granted."""
        content = _read(request)
        asked = read_request(content, request.name)
        return EnrolmentStep(str(request), request_code(content), "", asked.code, asked.name)

    def certify(self, request: Path, target: Path) -> EnrolmentStep:
        """Answer a child's request: certify its keys and begin the streams to and from it.

        A desk that is enrolled again (new computer, restored) gets a new epoch; what was received
        before stays.
        """
        desk = self._desk
        rights.require_roles(desk.session, MANAGERS | HEADQUARTERS)
        content = _read(request)
        asked = read_request(content, request.name)
        if desk.facts.role is DeskRole.BRANCH and asked.code.partition("-")[0] != desk.facts.code:
            raise UserError(
                T("This request is for another branch"),
                T("“{code}” does not belong to {own}.", code=asked.code, own=desk.facts.code),
                T("Send it to the branch it belongs to."),
            )
        chain = desk.chain()
        if not chain:
            raise UserError(
                T("This branch is not enrolled"),
                T("Only an enrolled branch can take in laptops."),
                T("Exchange the enrolment files with headquarters first."),
            )
        answer = certify_request(
            content,
            chain,
            desk.keys,
            desk.surroundings.clock.now(),
            self._used(asked),
            request.name,
        )
        self._save_link("child", asked, encoded="")
        write_atomic(target, answer)
        return EnrolmentStep(
            str(target), request_code(content), answer_code(answer), asked.code, asked.name
        )

    def look_at_answer(self, answer: Path) -> EnrolmentStep:
        """Check the parent's answer, so that both people can compare its code before it counts."""
        step, _ = self._read_answer(answer)
        return step

    def accept(self, answer: Path) -> EnrolmentStep:
        """Take in the parent's answer; from then on the desk can exchange.

        The database key is wrapped once for the parent, which can then help when every passphrase
        is lost.
        """
        step, granted = self._read_answer(answer)
        lines = "\n".join(encode_document(d).decode("utf-8") for d in granted.chain)
        self._save_link("parent", granted.parent, encoded=lines)
        self._set(CHAIN_SETTING, lines)
        self._set(ESCROW_SETTING, granted.own.escrow_age)
        self._wrap_key_for_parent(granted.parent.age)
        return step

    def _read_answer(self, answer: Path) -> tuple[EnrolmentStep, EnrolmentAnswer]:
        request = self._desk.setting(REQUEST_SETTING).encode("utf-8")
        if not request:
            raise UserError(
                T("This desk has not asked to be enrolled"),
                T("There is no request this answer could belong to."),
                T("Make the request file first and send it to the parent."),
            )
        content = _read(answer)
        granted = read_answer(content, request, answer.name)
        self._skip_used_numbers(granted.policy)
        step = EnrolmentStep(
            str(answer),
            request_code(request),
            answer_code(content),
            granted.parent.code,
            granted.parent.name,
        )
        return step, granted

    def found_root(self) -> None:
        """Give headquarters its own certificate."""
        desk = self._desk
        stored = desk.stored
        root = certify_root(
            stored.code, stored.name, stored.node, desk.keys, desk.surroundings.clock.now()
        )
        self._set(CHAIN_SETTING, encode_document(root).decode("utf-8"))
        self._set(ESCROW_SETTING, read_certificate(root).escrow_age)

    def revoke(self, peer: str) -> None:
        """Stop trusting a child desk; its rows stay."""
        desk = self._desk
        rights.require_roles(desk.session, MANAGERS | HEADQUARTERS)
        with desk.exchange_store.write(desk.session.actor.staff, desk.surroundings.clock.now()) as (
            _,
            streams,
        ):
            streams.change_link(peer, revoked=True)

    def _save_link(
        self, relation: str, other: Certificate | EnrolmentRequest, encoded: str
    ) -> None:
        desk = self._desk
        now = desk.surroundings.clock.now()
        with desk.exchange_store.write(desk.session.actor.staff, now) as (_, streams):
            code = other.code
            previous = streams.link(code)
            link = Link(
                peer=code,
                relation=relation,
                role=str(other.role.value),
                name=other.name,
                node=other.node,
                minisign=other.minisign,
                age=other.age,
                certificate=encoded,
                out_epoch=previous.out_epoch if previous else next_epoch("", secrets.token_hex(8)),
            )
            if previous is not None and previous.node == link.node:
                link = msgspec.structs.replace(
                    previous, name=link.name, certificate=link.certificate, revoked=False
                )
                streams.save_link(link)
                return
            streams.save_link(link)
            if previous is not None:
                streams.restart(code, tell_own=relation == "child")

    def _used(self, asked: EnrolmentRequest) -> dict[str, object]:
        """Return the numbers a desk gave before it was set up anew, with a gap for those unknown.

        A desk of the same code begins at one again, while its earlier papers are with customers.
        """
        desk = self._desk
        branch, device = asked.code.partition("-")[0], device_of(asked.code, asked.role)
        with desk.exchange_store.read() as (reader, streams):
            former = streams.link(asked.code)
            if former is None or former.node == asked.node:
                return {}
            used = reader.highest_numbers(branch, device)
        for prefix in rows.current_prefixes(branch, device, desk.surroundings.clock.now()):
            used[prefix] = used.get(prefix, 0) + NUMBERS_SKIPPED
        return {"numbers": used}

    def _skip_used_numbers(self, policy: Mapping[str, object]) -> None:
        used = msgspec.convert(policy.get("numbers", {}), dict[str, int])
        desk = self._desk
        with desk.database.write(desk.session.actor.staff, desk.surroundings.clock.now()) as writer:
            for prefix, number in used.items():
                writer.set_counter(prefix, number)

    def _wrap_key_for_parent(self, recipient: str) -> None:
        from pyrage import encrypt, x25519

        wrapped = encrypt(self._desk.key, [x25519.Recipient.from_str(recipient)])
        self._desk.key_file().set_parent_wrapped(self._desk.key, wrapped)

    def _set(self, key: str, value: str) -> None:
        desk = self._desk
        with desk.database.write(desk.session.actor.staff, desk.surroundings.clock.now()) as writer:
            writer.set_setting(key, value)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise translate_os_error(error, path, reading=True) from error
