"""Announcing and finalising results."""

from datetime import UTC, datetime
from typing import Any

from shared.events import ResultsAnnounced, ResultsFinalised
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.outbox import sent
from tests.support.publisher import EDITOR, PUBLISHER

RESULTS: dict[str, Any] = {
    "title": "拟支持名单公示",
    "entries": [{"enterprise_name": "企业", "credit_code": "91310107MA1G00001X", "amount_yuan": "200000"}],
    "contact": {"name": "科技科", "phone": "021-1"},
}


async def test_announces_for_five_working_days(office: Office) -> None:
    policy_id = await office.published()
    answer = await office.post(PUBLISHER, f"/policies/{policy_id}/results", RESULTS)
    assert answer.status_code == 201, answer.text
    # From Monday 23 November 2026, today included.
    assert (answer.json()["first_day"], answer.json()["last_day"]) == ("2026-11-23", "2026-11-27")
    [event] = await sent(office.database, ResultsAnnounced)
    assert event.revision == 1


async def test_fewer_than_five_working_days_are_refused(office: Office) -> None:
    policy_id = await office.published()
    short = RESULTS | {"first_day": "2026-11-23", "last_day": "2026-11-26"}
    answer = await office.post(PUBLISHER, f"/policies/{policy_id}/results", short)
    assert answer.status_code == 422
    assert "最早可以到 2026-11-27" in answer.json()["detail"]


async def test_the_list_stands_only_after_the_last_day(office: Office) -> None:
    policy_id = await office.published()
    made = (await office.post(PUBLISHER, f"/policies/{policy_id}/results", RESULTS)).json()
    path = f"/results/{made['announcement_id']}/finalise"
    assert (await office.post(PUBLISHER, path)).status_code == 409
    office.clock.move_to(datetime(2026, 11, 28, 1, 0, tzinfo=UTC))
    assert (await office.post(PUBLISHER, path)).json()["state"] == "finalised"
    assert (await office.post(PUBLISHER, path)).status_code == 409
    [event] = await sent(office.database, ResultsFinalised)
    assert event.revision == 2


async def test_results_sent_twice_under_one_key_stand_once(office: Office) -> None:
    policy_id = await office.published()
    made = (await office.post(PUBLISHER, f"/policies/{policy_id}/results", RESULTS)).json()
    office.clock.move_to(datetime(2026, 11, 28, 1, 0, tzinfo=UTC))
    path, key = f"/results/{made['announcement_id']}/finalise", {"Idempotency-Key": "finalise once"}
    answers = [await office.post(PUBLISHER, path, **key) for _ in range(2)]
    assert [(each.status_code, each.json()["state"]) for each in answers] == [(200, "finalised")] * 2
    assert len(await sent(office.database, ResultsFinalised)) == 1
    other = f"/results/{made['announcement_id']}/takedown"
    assert (await office.post(PUBLISHER, other, {"reason": "误发。"}, **key)).status_code == 409


async def test_an_enterprise_is_on_the_list_once(office: Office) -> None:
    policy_id = await office.published()
    twice = RESULTS | {"entries": RESULTS["entries"] * 2}
    assert (await office.post(PUBLISHER, f"/policies/{policy_id}/results", twice)).status_code == 422


async def test_a_draft_has_no_results(office: Office) -> None:
    policy_id = await office.create()
    assert (await office.post(PUBLISHER, f"/policies/{policy_id}/results", RESULTS)).status_code == 409


async def test_lists_the_announcements_of_a_policy(office: Office) -> None:
    policy_id = await office.published()
    await office.post(PUBLISHER, f"/policies/{policy_id}/results", RESULTS)
    listed = (await office.get(EDITOR, f"/policies/{policy_id}/results")).json()
    assert [each["title"] for each in listed["items"]] == ["拟支持名单公示"]
