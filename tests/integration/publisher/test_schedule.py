"""Publication at a moment in the future: when, once, late, and not at all."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from publisher.adapters.unit import SqlUnits
from publisher.handlers.publish_due import publish_due
from shared.clock import SHANGHAI
from shared.events import PolicyPublished
from shared.telemetry.metrics import PUBLICATIONS_OVERDUE
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.outbox import sent
from tests.support.publisher import EDITOR, OPERATOR, PUBLISHER, benefit_content, draft

NEW_YEAR = "2027-01-01T00:00:00+08:00"
UNNUMBERED = draft(benefit_content(index_number="", published_on=None))


async def schedule(office: Office, policy_id: str, at: object) -> Any:
    async with office.api(PUBLISHER) as client:
        return await client.put(f"/policies/{policy_id}/schedule", json={"publish_at": at})


async def scheduled(office: Office, at: str = NEW_YEAR, body: dict[str, object] | None = None) -> str:
    policy_id = await office.create(body)
    await office.approve(policy_id)
    answer = await schedule(office, policy_id, at)
    assert answer.status_code == 200, answer.text
    return policy_id


async def work(office: Office) -> int:
    return await publish_due(SqlUnits(office.database), office.clock)


async def state(office: Office, policy_id: str) -> str:
    return str((await office.get(EDITOR, f"/policies/{policy_id}")).json()["state"])


async def test_goes_live_at_its_moment_and_not_before(office: Office) -> None:
    policy_id = await scheduled(office, body=UNNUMBERED)
    office.clock.move_to(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC))
    assert await work(office) == 0
    office.clock.move_to(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    assert await work(office) == 1
    assert await state(office, policy_id) == "live"
    [event] = await sent(office.database, PolicyPublished)
    assert event.content.published_on.isoformat() == "2027-01-01"
    assert event.content.index_number == "PT-KW-2027-00001"


async def test_several_workers_publish_once(office: Office) -> None:
    for _ in range(3):
        await scheduled(office)
    office.clock.move_to(datetime(2027, 1, 1, tzinfo=SHANGHAI))
    assert sum(await asyncio.gather(*(work(office) for _ in range(4)))) == 3
    assert len(await sent(office.database, PolicyPublished)) == 3


async def test_catches_up_after_days_away(office: Office) -> None:
    await scheduled(office, body=UNNUMBERED)
    office.clock.move_to(datetime(2027, 1, 5, 1, tzinfo=UTC))
    assert await work(office) == 1
    [event] = await sent(office.database, PolicyPublished)
    assert event.content.published_on.isoformat() == "2027-01-05"


async def test_the_gate_is_asked_again_at_the_moment(office: Office) -> None:
    policy_id = await scheduled(office)
    async with office.database.transaction() as session:
        await session.execute(text("UPDATE revision SET disclosure = 'on_request'"))
    office.clock.move_to(datetime(2027, 1, 1, 9, tzinfo=SHANGHAI))
    for _ in range(2):
        assert await work(office) == 0
    assert await sent(office.database, PolicyPublished) == []
    policy = (await office.get(EDITOR, f"/policies/{policy_id}")).json()
    assert (policy["state"], policy["actions"]) == ("scheduled", ["recall"])
    assert "主动公开" in policy["draft"]["missed_because"]
    async with office.browser(PUBLISHER) as browser:
        page = (await browser.get(f"/publish/policies/{policy_id}")).text
    assert "定时发布已过时间" in page
    assert page.count("到时没有发布") == 1
    overdue = (await office.get(OPERATOR, "/ops/evidence")).json()["facts"]["overdue"]
    assert list(overdue) == [policy_id]
    assert PUBLICATIONS_OVERDUE._value.get() == 1


async def test_one_that_is_refused_stops_no_other(office: Office) -> None:
    refused = await scheduled(office)
    async with office.database.transaction() as session:
        await session.execute(text("UPDATE revision SET disclosure = 'on_request'"))
    other = await scheduled(office, "2027-01-01T00:01:00+08:00")
    office.clock.move_to(datetime(2027, 1, 1, 9, tzinfo=SHANGHAI))
    assert await work(office) == 1
    assert [await state(office, each) for each in (refused, other)] == ["scheduled", "live"]


async def test_what_is_late_is_overdue_before_any_worker_looks(office: Office) -> None:
    policy_id = await scheduled(office)
    office.clock.move_to(datetime(2027, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=3))
    assert policy_id in (await office.get(OPERATOR, "/ops/evidence")).json()["facts"]["overdue"]


async def test_a_cancelled_one_waits_for_a_person(office: Office) -> None:
    policy_id = await scheduled(office)
    async with office.api(PUBLISHER) as client:
        assert (await client.delete(f"/policies/{policy_id}/schedule")).json()["state"] == "approved"
        assert (await client.delete(f"/policies/{policy_id}/schedule")).status_code == 409
    office.clock.move_to(datetime(2027, 1, 2, tzinfo=UTC))
    assert await work(office) == 0
    answer = await office.post(PUBLISHER, f"/policies/{policy_id}/publish")
    assert answer.json()["state"] == "live"


async def test_a_moved_one_goes_at_its_new_moment(office: Office) -> None:
    policy_id = await scheduled(office)
    await schedule(office, policy_id, "2027-01-02T09:00:00+08:00")
    office.clock.move_to(datetime(2027, 1, 1, 9, tzinfo=SHANGHAI))
    assert await work(office) == 0
    office.clock.move_to(datetime(2027, 1, 2, 9, tzinfo=SHANGHAI))
    assert await work(office) == 1


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-11-23T10:00:00+08:00", 422),  # now
        ("2027-11-25T10:00:01+08:00", 422),  # beyond a year
        ("2027-01-01T00:00:00", 422),  # no zone
        ("0001-01-01T00:00:00+14:00", 422),
        ("9999-12-31T23:59:59-12:00", 422),
        ("明天", 422),
        ("2026-11-23T02:00:01Z", 200),
        ("2026-12-31T11:00:00-05:00", 200),  # another zone's way to say the new year in Shanghai
    ],
)
async def test_says_which_moments_it_takes(office: Office, at: str, status: int) -> None:
    policy_id = await office.create()
    await office.approve(policy_id)
    answer = await schedule(office, policy_id, at)
    assert answer.status_code == status, answer.text
    if at.endswith("-05:00"):
        assert answer.json()["draft"]["scheduled_for"] == "2026-12-31T16:00:00Z"


async def test_only_an_approved_draft_is_scheduled(office: Office) -> None:
    policy_id = await office.create()
    assert (await schedule(office, policy_id, NEW_YEAR)).status_code == 409


async def test_the_page_takes_beijing_time_and_keeps_what_is_wrong(office: Office) -> None:
    policy_id = await office.create()
    await office.approve(policy_id)
    path = f"/publish/policies/{policy_id}/schedule"
    async with office.browser(PUBLISHER) as browser:
        wrong = await browser.post(path, data={"publish_at": "2020-01-01T09:00"})
        assert (wrong.status_code, 'value="2020-01-01T09:00"' in wrong.text) == (422, True)
        assert "已经过去" in wrong.text
        assert (await browser.post(path, data={"publish_at": "2027-01-01T00:00"})).status_code == 303
        shown = (await browser.get(f"/publish/policies/{policy_id}")).text
    assert "将于 2027年1月1日 00:00（北京时间）自动发布" in shown
    policy = (await office.get(EDITOR, f"/policies/{policy_id}")).json()
    assert policy["draft"]["scheduled_for"] == "2026-12-31T16:00:00Z"
