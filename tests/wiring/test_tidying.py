# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What was receipted long ago leaves outbox and mailbox; months and what is on its way stay."""

from datetime import timedelta

from tests.companies import Company


def lying(company: Company, sender: str, receiver: str) -> set[str]:
    """Return the bundles of a sender that lie in the mailbox for a receiver."""
    folder = company.mailbox / receiver / sender
    return {bundle.name for bundle in folder.iterdir()} if folder.is_dir() else set()


def kept(company: Company, code: str) -> set[str]:
    return {file.name.partition(".")[0] for file in company[code].folder.outbox.iterdir()}


def test_receipted_bundles_go_after_a_month_and_nothing_is_sent_again(company: Company) -> None:
    company.add_record("GZ-L01", company.add_customer("GZ-L01").number)
    company.settle()
    old = lying(company, "GZ-L01", "GZ")
    assert old <= kept(company, "GZ-L01")
    company.clock.advance(timedelta(days=29))
    company.exchange("GZ-L01")
    assert old <= lying(company, "GZ-L01", "GZ")
    company.clock.advance(timedelta(days=2))
    company.exchange("GZ-L01", "GZ", "GZ-L01")
    receipted = {e.bundle_id for e in company.laptop.exchange.diary() if e.state == "receipted"}
    assert old & receipted
    assert not (old & receipted) & (lying(company, "GZ-L01", "GZ") | kept(company, "GZ-L01"))
    before = company.everything("GZ")
    company.settle()
    assert company.everything("GZ") == before
    assert company.branch.exchange.run().problems == ()


def test_what_was_not_receipted_and_reported_months_stay(company: Company) -> None:
    company.add_record("GZ", company.add_customer("GZ").number)
    company.clock.advance(timedelta(days=8))
    company.settle()  # the month waits for what the laptop has
    company.finish_summary("2026-11")
    month = company.branch.close_month.close("2026-11").bundle
    company.settle()
    company.add_customer("GZ", "澜溪水务有限公司")
    company.branch.exchange.build_for("HQ")
    company.clock.advance(timedelta(days=60))
    company.exchange("GZ", "HQ", "GZ", "GZ")
    assert month in lying(company, "GZ", "HQ") & kept(company, "GZ")
    for entry in company.branch.exchange.diary():
        if entry.direction == "out" and entry.state != "receipted":
            assert entry.bundle_id in kept(company, "GZ")
