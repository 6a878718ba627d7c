"""Policies that lapse by themselves, and what the department is told before."""

import asyncio
from datetime import datetime, timedelta

from publisher.adapters.unit import SqlUnits
from publisher.handlers.expire_policies import lapse_due, remind_due
from publisher.handlers.forget_keys import forget_keys
from shared.clock import SHANGHAI
from shared.events import PolicyWithdrawn
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.outbox import sent
from tests.support.publisher import EDITOR, OTHER_EDITOR, PUBLISHER, benefit_content, draft

EXPIRING = draft(benefit_content(title="会到期的通知", expires_on="2027-06-01"))


def move(office: Office, *moment: int) -> SqlUnits:
    office.clock.move_to(datetime(*moment, tzinfo=SHANGHAI))  # type: ignore[misc, arg-type]
    return SqlUnits(office.database)


async def console(office: Office) -> str:
    async with office.browser(EDITOR) as browser:
        return (await browser.get("/publish/")).text


async def test_lapses_as_its_last_day_ends_in_shanghai_and_once(office: Office) -> None:
    policy_id = await office.published(EXPIRING)
    await office.published()
    units = move(office, 2027, 6, 1, 23, 59)
    assert await lapse_due(units, office.clock) == 0
    move(office, 2027, 6, 2, 0, 0)
    assert sum(await asyncio.gather(*(lapse_due(units, office.clock) for _ in range(3)))) == 1
    [event] = await sent(office.database, PolicyWithdrawn)
    assert (str(event.policy_id), event.kind, event.revision) == (policy_id, "lapsed", 2)
    assert event.reason == "有效期至2027年6月1日，已经届满，自次日起失效。"
    policy = (await office.get(EDITOR, f"/policies/{policy_id}")).json()
    assert (policy["state"], policy["withdrawal"]["kind"]) == ("withdrawn", "lapsed")


async def test_the_department_is_reminded_once_six_months_before(office: Office) -> None:
    policy_id = await office.published(EXPIRING)
    units = move(office, 2026, 11, 30, 23, 0)
    assert await remind_due(units, office.clock) == 0
    assert "即将失效" not in await console(office)
    move(office, 2026, 12, 1, 0, 0)
    assert sum(await asyncio.gather(*(remind_due(units, office.clock) for _ in range(3)))) == 1
    assert await remind_due(units, office.clock) == 0
    page = await console(office)
    assert ("会到期的通知" in page, "有效期至2027年6月1日" in page) == (True, True)
    async with office.browser(EDITOR) as browser:
        assert (await browser.get(f"/publish/policies/{policy_id}")).text.count("提醒即将失效") == 1
    async with office.browser(OTHER_EDITOR) as browser:
        assert "会到期的通知" not in (await browser.get("/publish/")).text


async def test_a_moved_expiry_day_ends_the_reminder(office: Office) -> None:
    policy_id = await office.published(EXPIRING)
    units = move(office, 2026, 12, 1, 9, 0)
    await remind_due(units, office.clock)
    async with office.api(EDITOR) as client:
        later = draft(benefit_content(title="会到期的通知", expires_on="2029-06-01"))
        await client.put(f"/policies/{policy_id}/draft", json=later)
    await office.approve(policy_id)
    assert (await office.post(PUBLISHER, f"/policies/{policy_id}/publish")).status_code == 200
    assert "即将失效" not in await console(office)
    assert await lapse_due(move(office, 2027, 6, 2, 9, 0), office.clock) == 0


async def test_what_has_expired_is_not_published(office: Office) -> None:
    for day, refused in (("2026-11-22", True), ("2026-11-23", False)):
        policy_id = await office.create(draft(benefit_content(expires_on=day)))
        unmet = "".join((await office.get(EDITOR, f"/policies/{policy_id}")).json()["unmet"])
        assert ("有效期已过" in unmet) is refused, day


async def test_the_list_and_the_page_count_down_to_disclosure(office: Office) -> None:
    policy_id = await office.create(draft(benefit_content(written_on="2026-11-02")))
    [line] = (await office.get(EDITOR, "/policies")).json()["items"]
    assert line["disclose_by"] == "2026-11-30"
    async with office.browser(EDITOR) as browser:
        for path in ("/publish/", f"/publish/policies/{policy_id}"):
            assert "公开期限还剩 6 个工作日" in (await browser.get(path)).text


async def test_old_idempotency_keys_are_forgotten(office: Office) -> None:
    key = {"Idempotency-Key": "a key of today"}
    for _ in range(2):
        await office.post(EDITOR, "/policies", EXPIRING, **key)
    # The database stamps a key with its own clock.
    office.clock.move_to(datetime.now(SHANGHAI))
    units = SqlUnits(office.database)
    assert await forget_keys(units, office.clock) == 0
    office.clock.advance(timedelta(days=8))
    assert await forget_keys(units, office.clock) == 1
