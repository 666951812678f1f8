# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Signing a sheet, leaving without a signature, and what follows (R-070 to R-075, R-009)."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.validation import ProblemsError
from branchdesk.domain.signature import decode_ink, encode_ink
from branchdesk.reports.fonts import FontBook, FontFiles
from branchdesk.reports.raster import page_count
from branchdesk.reports.rescue import installed_font_files
from branchdesk.reports.visit_sheet import count_pages, render_visit_sheet
from branchdesk.services.attachments import Attachments
from branchdesk.services.frozen_sheet import bind
from branchdesk.services.sign_visit import AddendumText, ScreenSigning, SignVisit
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.services.visits import Visits
from tests.services.conftest import ENGINEER, MANAGER, START, Desk, dot, signature

CUSTOMER_INK = signature()
BY_CUSTOMER = SignedBy(name="张工", position="造价工程师", phone="15400000032", ink=CUSTOMER_INK)
BY_ENGINEER = SignedBy(name="陈亮", ink=signature(1.0))
NOT_YET = Unsigned(
    kind="later",
    reason="需部门负责人签字。",
    engineer=BY_ENGINEER,
    due=date(2026, 11, 24),
    spoken_with="李婷（预算员）",
)


def on_screen(**changes: object) -> ScreenSigning:
    values = {"customer": BY_CUSTOMER, "engineer": BY_ENGINEER, "privacy_consent": True} | changes
    return ScreenSigning(**values)  # type: ignore[arg-type]


def test_two_signatures_freeze_the_sheet(desk: Desk, signing: SignVisit, visits: Visits) -> None:
    uuid = desk.visit()
    shown = signing.prepare(uuid)
    desk.clock.advance(timedelta(minutes=7))
    outcome = signing.sign(uuid, on_screen(content_hash=shown.content_hash()))
    visit = desk.get("visit", uuid)
    assert outcome.state == visit.state == "signed"
    assert (visit.content_hash, visit.frozen_at) == (shown.content_hash(), desk.clock.now())
    assert visit.left_at == START
    assert visit.qr.startswith(f"BD1 {visit.number} {visit.content_hash[:32]} signed-")
    assert desk.get("service_record", visit.record).state == "in_progress"
    assert signing.frozen_sheet(uuid).content == shown
    signer = signing.frozen_sheet(uuid).customer
    assert (signer.name, signer.role, signer.phone) == ("张工", "造价工程师", "154 0000 0032")
    assert signer.note == "屏幕签字 2026年11月20日 09:37"
    with pytest.raises(UserError, match="cannot be changed"):
        visits.edit(uuid, {"opinion": "另一种意见"})
    with pytest.raises(UserError, match="cannot be changed"):
        visits.set_lines(uuid, "visit_work_line", [])
    with pytest.raises(UserError, match="does not follow"):
        signing.sign(uuid, on_screen())


def is_timed(ink: str) -> bool:
    """Tell whether stored strokes say when and how hard the pen was moved."""
    points = [p for stroke in decode_ink(ink).strokes for p in stroke.points]
    return any(p.time or p.pressure >= 0 for p in points)


@pytest.mark.parametrize("consent", [False, True])
def test_the_pen_is_kept_only_with_its_own_consent(
    desk: Desk, signing: SignVisit, consent: bool
) -> None:
    """The customer is asked, and answers for nobody else: not for a department head, not for us."""
    uuid = desk.visit()
    head = SignedBy(name="黄部长", ink=signature(2.0))
    signing.sign(uuid, on_screen(acceptance=head, dynamics_consent=consent))
    signing.write_addendum(
        uuid,
        AddendumText(
            reason="漏记", text="更换加密锁一个", customer=BY_CUSTOMER, engineer=BY_ENGINEER
        ),
    )
    given = desk.children("visit_signature", uuid)
    own = {s.party: s.ink for s in given if s.addendum is None}
    assert is_timed(encode_ink(CUSTOMER_INK))
    assert {party: is_timed(ink) for party, ink in own.items()} == {
        "customer": consent,
        "engineer": False,
        "acceptance": False,
    }
    assert not any(is_timed(s.ink) for s in given if s.addendum is not None)
    if consent:
        assert own["customer"] == encode_ink(CUSTOMER_INK)


@pytest.mark.parametrize(
    "changes",
    [
        {"customer": SignedBy(name="张工", ink=dot())},
        {"customer": SignedBy(name="张工")},
        {"engineer": SignedBy(name="陈亮", ink=dot())},
        {"customer": SignedBy(name="  ", ink=CUSTOMER_INK)},
        {"privacy_consent": False},
        {"content_hash": "0" * 64},
        {"acceptance": SignedBy(name="部长", ink=dot())},
    ],
)
def test_an_empty_pad_or_a_missing_tick_signs_nothing(
    desk: Desk, signing: SignVisit, changes: dict[str, object]
) -> None:
    uuid = desk.visit()
    with pytest.raises(UserError):
        signing.sign(uuid, on_screen(**changes))
    visit = desk.get("visit", uuid)
    assert (visit.state, visit.sheet_content, visit.left_at) == ("form_filled", "", None)
    assert desk.children("visit_signature", uuid) == ()


@pytest.mark.parametrize(
    ("work", "pages"),
    [("重新关联数据。", 1), ("逐项核对第 7 期计量。" * 600, 3), ("𠮷桥。" * 400, 2)],
    ids=["short", "three pages", "rare character"],
)
def test_the_paper_has_the_pages_the_customer_was_told(
    desk: Desk, font_files: FontFiles, work: str, pages: int
) -> None:
    """What stands above the signature is true of the paper, signed and reviewed (R-070)."""
    fonts = FontBook(font_files, installed_font_files())
    desk.count_pages = lambda content: count_pages(content, fonts, desk.paper)
    uuid = desk.visit()
    session = desk.use(ENGINEER)
    signing = SignVisit(session, Visits(session))
    Visits(session).edit(uuid, {"work_done": work})
    shown = signing.prepare(uuid)
    assert f"（共 {pages} 页）" in shown.statement
    signing.sign(uuid, on_screen(content_hash=shown.content_hash()))
    assert page_count(render_visit_sheet(signing.frozen_sheet(uuid), fonts, desk.paper)) == pages
    Visits(session).step(uuid, "submit")
    Visits(desk.use(MANAGER)).step(uuid, "review", {"review_note": "已核"})
    sheet = signing.frozen_sheet(uuid)
    assert sheet.content == shown
    assert page_count(render_visit_sheet(sheet, fonts, desk.paper)) == pages


def test_an_incomplete_sheet_is_not_signed(desk: Desk, signing: SignVisit, visits: Visits) -> None:
    uuid = desk.visit()
    visits.edit(uuid, {"opinion": ""})
    with pytest.raises(ProblemsError, match="opinion"):
        signing.sign(uuid, on_screen())
    with pytest.raises(ProblemsError, match="opinion"):
        signing.leave_unsigned(uuid, NOT_YET)


def test_a_pending_signature_is_given_later_under_the_same_text(
    desk: Desk, signing: SignVisit
) -> None:
    uuid = desk.visit()
    assert signing.leave_unsigned(uuid, NOT_YET).state == "signature_pending"
    visit = desk.get("visit", uuid)
    assert visit.signature_due == date(2026, 11, 24)
    assert visit.signature_statement == (
        "经办人李婷（预算员）已查看本单并认可服务内容。因需部门负责人签字，当场未签，"
        "约定 11月24日前补签。"
    )
    assert signing.frozen_sheet(uuid).customer.statement == visit.signature_statement
    desk.change("customer", visit.customer, name="改了名的单位")
    assert signing.sign(uuid, on_screen()).state == "signed"
    signed = desk.get("visit", uuid)
    assert (signed.content_hash, signed.sheet_content) == (visit.content_hash, visit.sheet_content)
    assert (signed.signature_statement, signed.signature_due) == ("", None)
    assert [s.party for s in desk.children("visit_signature", uuid)] == ["engineer", "customer"]
    assert signing.frozen_sheet(uuid).customer.ink


def test_leaving_unsigned_needs_reason_and_day(desk: Desk, signing: SignVisit) -> None:
    import msgspec

    uuid = desk.visit()
    for change in ({"reason": " "}, {"due": None}, {"kind": "whatever"}):
        with pytest.raises(UserError):
            signing.leave_unsigned(uuid, msgspec.structs.replace(NOT_YET, **change))
    assert desk.get("visit", uuid).state == "form_filled"


def test_a_refusal_is_waived_by_the_manager_alone(desk: Desk, signing: SignVisit) -> None:
    uuid = desk.visit()
    refused = Unsigned(
        kind="refused", reason="需领导确认", engineer=BY_ENGINEER, spoken_with="李科长（计财科）"
    )
    assert signing.leave_unsigned(uuid, refused).state == "waiver_requested"
    assert desk.get("visit", uuid).signature_statement == (
        "本单已于 11月20日 09:30 向李科长（计财科）出示并逐项说明，对方表示暂不签字。"
        "原因：需领导确认。客户意见（工程师转述）：处理及时。在场人员：无。"
        "不签字不影响我们继续为您服务。对结果有异议，可致电 026-55500315。"
    )
    engineer, manager = Visits(desk.use(ENGINEER)), Visits(desk.use(MANAGER))
    with pytest.raises(UserError, match="may not"):
        engineer.step(uuid, "waive", {"reason": "客户已口头认可"})
    with pytest.raises(ProblemsError):
        manager.step(uuid, "waive", {"reason": ""})
    assert manager.step(uuid, "waive", {"reason": "客户已口头认可", "oral": True}).state == "waived"
    assert signing.frozen_sheet(uuid).waiver == (
        "同意本单免客户签字归档。理由：客户已口头认可。审批人：王敏 2026年11月20日 09:30 "
        "电话口头同意，事后补录"
    )
    assert engineer.step(uuid, "submit").state == "submitted"
    assert manager.step(uuid, "review", {"review_note": "已核"}).state == "reviewed"
    assert signing.frozen_sheet(uuid).review == "王敏 2026年11月20日 09:30 已核"


@pytest.mark.parametrize(
    ("unsigned", "statement"),
    [
        (
            Unsigned(kind="absent", reason="两次致电未接通", engineer=BY_ENGINEER,
                     spoken_with="张工", witness="王某（资料员）"),
            ("服务完成时（11月20日 09:30）经办人张工不在现场，两次致电未接通。"
            "现场由王某（资料员）陪同。"),
        ),
        (
            Unsigned(kind="phone", reason="认可", engineer=BY_ENGINEER, spoken_with="张工",
                     oral_approval="王敏"),
            ("已于 11月20日 09:30 致电张工，逐项说明处理内容和结果，对方表示认可。"
            "王敏已电话口头同意，待补录。"),
        ),
    ],
)  # fmt: skip
def test_absence_and_phone_are_normal_outcomes(
    desk: Desk, signing: SignVisit, unsigned: Unsigned, statement: str
) -> None:
    uuid = desk.visit()
    assert signing.leave_unsigned(uuid, unsigned).state == "waiver_requested"
    assert desk.get("visit", uuid).signature_statement == statement


def test_paper_counts_with_its_photo(desk: Desk, signing: SignVisit) -> None:
    uuid = desk.visit()
    paper = ScreenSigning(
        customer=SignedBy(name="张工"), engineer=SignedBy(name="陈亮"), kind="paper"
    )
    with pytest.raises(UserError, match="photo or scan"):
        signing.sign(uuid, paper)
    Attachments(desk.use(ENGINEER), desk.blobs).add(
        "visit", uuid, "签字单.jpg", [b"\xff\xd8\xff\xe0" + b"0" * 100], "signed_sheet"
    )
    assert signing.sign(uuid, paper).state == "signed"
    assert signing.frozen_sheet(uuid).customer.note == "纸质签字 2026年11月20日 09:30"


def test_a_supplement_page_is_signed_anew(desk: Desk, signing: SignVisit) -> None:
    uuid = desk.visit()
    page = AddendumText(
        reason="漏写配件", text="更换加密锁一个", customer=BY_CUSTOMER, engineer=BY_ENGINEER
    )
    with pytest.raises(UserError, match="changed directly"):
        signing.write_addendum(uuid, page)
    signing.sign(uuid, on_screen())
    empty = AddendumText(
        reason="漏写配件",
        text="更换加密锁一个",
        customer=SignedBy(name="张工", ink=dot()),
        engineer=BY_ENGINEER,
    )
    with pytest.raises(UserError, match="little ink"):
        signing.write_addendum(uuid, empty)
    signing.write_addendum(uuid, page)
    before = desk.get("visit", uuid).content_hash
    sheet = signing.frozen_sheet(uuid)
    (addendum,) = sheet.addenda
    assert addendum.number.endswith("-0001-1")
    assert (addendum.author, addendum.text) == ("陈亮", "更换加密锁一个")
    assert [s.name for s in addendum.signatures] == ["张工", "陈亮"]
    assert (sheet.content_hash, sheet.customer.name) == (before, "张工")


def _moved(desk: Desk, uuid: UUID, ink: str) -> None:
    row = next(s for s in desk.children("visit_signature", uuid) if s.party == "customer")
    desk.change("visit_signature", row.uuid, ink=ink)


def test_moved_strokes_are_not_printed(desk: Desk, signing: SignVisit) -> None:
    one, other = desk.visit(), desk.visit()
    signing.sign(one, on_screen())
    signing.sign(other, on_screen())
    _moved(desk, other, encode_ink(signature(3.0)))
    with pytest.raises(UserError, match="not bound"):
        signing.frozen_sheet(other)
    assert signing.frozen_sheet(one).customer.name == "张工"


def test_damaged_strokes_are_told(desk: Desk, signing: SignVisit) -> None:
    uuid = desk.visit()
    signing.sign(uuid, on_screen())
    row = next(s for s in desk.children("visit_signature", uuid) if s.party == "customer")
    damaged = row.ink[:-8]
    desk.change("visit_signature", row.uuid, ink=damaged, binding=bind(row.content_hash, damaged))
    with pytest.raises(UserError, match="damaged"):
        signing.frozen_sheet(uuid)


def test_a_signature_of_another_sheet_is_not_printed(desk: Desk, signing: SignVisit) -> None:
    one, other = desk.visit(), desk.visit()
    signing.sign(one, on_screen())
    signing.sign(other, on_screen())
    (mine,) = [s for s in desk.children("visit_signature", one) if s.party == "customer"]
    (theirs,) = [s for s in desk.children("visit_signature", other) if s.party == "customer"]
    desk.change(
        "visit_signature",
        theirs.uuid,
        ink=mine.ink,
        content_hash=mine.content_hash,
        binding=mine.binding,
    )
    with pytest.raises(UserError, match="not bound"):
        signing.frozen_sheet(other)


def test_strokes_that_were_given_under_another_text_are_not_printed(
    desk: Desk, signing: SignVisit
) -> None:
    """Saying that they belong to this text does not make them so."""
    one, other = desk.visit(), desk.visit()
    signing.sign(one, on_screen())
    signing.sign(other, on_screen())
    (mine,) = [s for s in desk.children("visit_signature", one) if s.party == "customer"]
    (theirs,) = [s for s in desk.children("visit_signature", other) if s.party == "customer"]
    desk.change("visit_signature", theirs.uuid, ink=mine.ink, binding=mine.binding)
    with pytest.raises(UserError, match="not bound"):
        signing.frozen_sheet(other)


@pytest.mark.parametrize("changed", ["reason", "text"])
def test_a_changed_supplement_page_is_not_printed(
    desk: Desk, signing: SignVisit, changed: str
) -> None:
    uuid = desk.visit()
    signing.sign(uuid, on_screen())
    page = AddendumText(
        reason="漏写配件", text="更换加密锁一个", customer=BY_CUSTOMER, engineer=BY_ENGINEER
    )
    signing.write_addendum(uuid, page)
    (stored,) = desk.children("visit_addendum", uuid)
    desk.change("visit_addendum", stored.uuid, **{changed: "更换加密锁十个"})
    with pytest.raises(UserError, match="not bound"):
        signing.frozen_sheet(uuid)


def test_changed_content_is_not_printed(desk: Desk, signing: SignVisit) -> None:
    uuid = desk.visit()
    signing.sign(uuid, on_screen())
    stored = desk.get("visit", uuid).sheet_content
    desk.change("visit", uuid, sheet_content=stored.replace("处理及时", "很不满意"))
    with pytest.raises(UserError, match="differs"):
        signing.frozen_sheet(uuid)


def test_an_unsigned_sheet_is_not_printed_as_an_original(desk: Desk, signing: SignVisit) -> None:
    with pytest.raises(UserError, match="no final content"):
        signing.frozen_sheet(desk.visit())


def test_copies_are_counted(desk: Desk, signing: SignVisit) -> None:
    uuid = desk.visit()
    signing.sign(uuid, on_screen())
    assert [signing.count_print(uuid, 2), signing.count_print(uuid)] == [1, 3]
    assert desk.get("visit", uuid).print_count == 3


def test_the_signature_under_the_valid_text_is_printed(desk: Desk, signing: SignVisit) -> None:
    """Another desk froze the same visit under another text, and lost."""
    uuid, other = desk.visit(), desk.visit()
    desk.change("visit", other, opinion="另一种意见")
    signing.sign(uuid, on_screen())
    signing.sign(other, on_screen(customer=SignedBy(name="李工", ink=CUSTOMER_INK)))
    for row in desk.children("visit_signature", other):
        desk.change("visit_signature", row.uuid, visit=uuid)
    sheet = signing.frozen_sheet(uuid)
    assert (sheet.customer.name, sheet.engineer.name) == ("张工", "陈亮")


def test_a_second_supplement_page_follows_the_first(desk: Desk, signing: SignVisit) -> None:
    uuid = desk.visit()
    signing.sign(uuid, on_screen())
    for text in ("更换加密锁一个", "加密锁序列号写错，应为 7 结尾"):
        desk.clock.advance(timedelta(minutes=5))
        page = AddendumText(reason="更正", text=text, customer=BY_CUSTOMER, engineer=BY_ENGINEER)
        signing.write_addendum(uuid, page)
    sheet = signing.frozen_sheet(uuid)
    assert [a.number[-2:] for a in sheet.addenda] == ["-1", "-2"]
    assert [len(a.signatures) for a in sheet.addenda] == [2, 2]


def test_what_was_waived_is_not_signed_any_more(desk: Desk, signing: SignVisit) -> None:
    uuid = desk.visit()
    refused = Unsigned(kind="refused", reason="需领导确认", engineer=BY_ENGINEER, spoken_with="李")
    signing.leave_unsigned(uuid, refused)
    Visits(desk.use(MANAGER)).step(uuid, "waive", {"reason": "客户已口头认可"})
    with pytest.raises(UserError, match="does not follow"):
        signing.sign(uuid, on_screen())
