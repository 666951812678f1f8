# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything that identifies somebody is visibly invented, and hard names are among it."""

import re
from collections import Counter

from branchdesk.domain.identifiers import credit_code_is_valid, phone_is_plausible
from branchdesk.domain.kinds.customer import Contact, Customer, CustomerProduct
from branchdesk.domain.signature import decode_ink, encode_ink
from branchdesk.services.demo.handwriting import write_name
from branchdesk.services.demo.identities import credit_code, organisation_code_is_valid
from branchdesk.services.demo.plan_types import DemoPlan

MOBILE = re.compile(r"^1540(0|9)0[1-9]\d{4}(转8003)?$")
LANDLINE = re.compile(r"^026-5550\d{4}$")
EMAIL = re.compile(r"^[a-z]+(\d\d)?@[a-z]+\.example$")


def told(plan: DemoPlan, struct: type) -> list:
    return [e.row for o in plan.offices for e in o.customers if isinstance(e.row, struct)]


def test_phones_lie_in_ranges_nobody_has(all_branches: DemoPlan) -> None:
    contacts, customers = told(all_branches, Contact), told(all_branches, Customer)
    mobiles = [c.mobile for c in contacts] + [p.phone for p in all_branches.staff]
    landlines = [c.landline for c in contacts if c.landline]
    landlines += [c.phone for c in customers if c.phone]
    landlines += [b.service_phone for b in all_branches.branches]
    assert landlines
    assert all(MOBILE.match(phone) and phone_is_plausible(phone) for phone in mobiles)
    assert all(LANDLINE.match(phone) and phone_is_plausible(phone) for phone in landlines)
    records = [
        e.row for o in all_branches.offices for e in o.entries() if e.kind == "service_record"
    ]
    assert all(MOBILE.match(record.contact_phone) for record in records)


def test_mail_goes_nowhere(all_branches: DemoPlan) -> None:
    mails = [row.email for row in told(all_branches, Contact) + told(all_branches, Customer)]
    used = [mail for mail in mails if mail]
    assert used
    assert all(EMAIL.match(mail) for mail in used)


def test_credit_codes_pass_both_checks_and_cannot_exist(all_branches: DemoPlan) -> None:
    assert credit_code(1) == "91990000MA90000114"
    assert credit_code(3) == "91990000MA9000038U"
    codes = [c.credit_code for c in told(all_branches, Customer) if c.credit_code]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert code.startswith("91990000MA9")
        assert credit_code_is_valid(code)
        assert organisation_code_is_valid(code)
    damaged = codes[0][:15] + ("1" if codes[0][15] != "1" else "2") + codes[0][16:]
    assert not organisation_code_is_valid(damaged)


def test_units_have_different_names_and_serials_say_demo(all_branches: DemoPlan) -> None:
    names = Counter(c.name for c in told(all_branches, Customer))
    assert max(names.values()) == 1
    products = told(all_branches, CustomerProduct)
    assert all("-DEMO-" in p.serial and p.dongle.startswith("DEMO-") for p in products)
    assert len({p.serial for p in products}) == len(products)


def test_hard_names_and_texts_are_mixed_in(plan: DemoPlan) -> None:
    contacts, customers = told(plan, Contact), told(plan, Customer)
    names = Counter(c.name for c in contacts)
    assert names["𠮷田䶮"] == names["马合木提·艾山"] == names["欧阳𫖯"] == 1
    assert names["王伟"] >= 3
    assert max(len(c.name) for c in customers) == 60
    assert any("打不通" in c.phone_note for c in contacts)
    assert any(str(p.purchased_at) == "2024-02-29" for p in told(plan, CustomerProduct))
    records = [e.row for o in plan.offices for e in o.entries() if e.kind == "service_record"]
    texts = "\n".join(r.problem_description for r in records)
    for piece in ("=1+1", "+cmd", "'单引号'", "😂", "１３８", "مرحبا"):
        assert piece in texts
    assert max(len(r.problem_description) for r in records) == 20_000
    assert {"23:59", "00:00"} <= {f"{r.occurred_at:%H:%M}" for r in records}


def test_a_name_is_always_written_by_the_same_hand() -> None:
    first, again = write_name("陈亮", "monday"), write_name("陈亮", "monday")
    other_day, other_name = write_name("陈亮", "friday"), write_name("何晓燕", "monday")
    assert encode_ink(first) == encode_ink(again)
    assert encode_ink(first) != encode_ink(other_day)
    assert len(first.strokes) == len(other_day.strokes)
    for ink in (first, other_day, other_name, write_name("马合木提·艾山", "x", "pen")):
        left, top, right, bottom = decode_ink(encode_ink(ink)).extent_mm()
        assert ink.is_signature()
        assert 0 <= left < right <= ink.width_mm
        assert 0 <= top < bottom <= ink.height_mm
