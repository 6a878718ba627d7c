"""Handing in the progress of applications."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.events import ApplicationProgressed
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.outbox import sent
from tests.support.publisher import EDITOR

CODE = "91310107MA1G00001X"
DAY = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def item(policy_id: str, state: str, *, at: int = 0, application: str = "A1", **more: Any) -> dict[str, Any]:
    return {
        "application_id": application,
        "policy_id": policy_id,
        "credit_code": CODE,
        "state": state,
        "occurred_at": (DAY + timedelta(hours=at)).isoformat(),
        **more,
    }


async def hand_in(office: Office, *items: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await office.post(EDITOR, "/applications/progress", {"items": list(items)})
    assert answer.status_code == 200, answer.text
    outcomes: list[dict[str, Any]] = answer.json()["items"]
    return outcomes


async def test_each_step_is_one_event(office: Office) -> None:
    policy = await office.published()
    steps = [item(policy, state, at=n) for n, state in enumerate(("received", "accepted", "under_review"))]
    outcomes = await hand_in(office, *steps)
    assert [outcome["revision"] for outcome in outcomes] == [1, 2, 3]
    events = await sent(office.database, ApplicationProgressed)
    assert [(event.state, event.revision) for event in events] == [
        ("received", 1),
        ("accepted", 2),
        ("under_review", 3),
    ]


async def test_the_same_batch_again_changes_nothing(office: Office) -> None:
    policy = await office.published()
    steps = [item(policy, state, at=n) for n, state in enumerate(("received", "accepted"))]
    await hand_in(office, *steps)
    again = await hand_in(office, *steps)
    assert [(outcome["accepted"], outcome["changed"]) for outcome in again] == [(True, False)] * 2
    assert len(await sent(office.database, ApplicationProgressed)) == 2


async def test_the_same_batch_at_once_changes_once(office: Office) -> None:
    policy = await office.published()
    steps = [item(policy, "received", application=f"A{n}") for n in range(50)]
    await asyncio.gather(*(hand_in(office, *steps) for _ in range(3)))
    assert len(await sent(office.database, ApplicationProgressed)) == 50


async def test_a_wrong_item_stops_no_other(office: Office) -> None:
    policy = await office.published()
    outcomes = await hand_in(
        office,
        item(policy, "disbursed", application="A1"),
        item(policy, "received", application="A2"),
        item(policy, "received", application="A3", credit_code="123"),
        {"application_id": "A4"},
        item(policy, "received", application="A5", at=24 * 365),
    )
    assert [outcome["accepted"] for outcome in outcomes] == [False, True, False, False, False]
    assert "还没有收件记录" in outcomes[0]["reason"]
    assert "credit_code" in outcomes[2]["reason"]
    assert "发生时间不能晚于现在" in outcomes[4]["reason"]


async def test_a_refused_application_leaves_no_trace(office: Office) -> None:
    policy = await office.published()
    await hand_in(office, item(policy, "approved", application="A9"))
    outcomes = await hand_in(office, item(policy, "received", application="A9"))
    assert outcomes[0]["revision"] == 1


async def test_a_supplement_says_what_and_until_when(office: Office) -> None:
    policy = await office.published()
    await hand_in(office, item(policy, "received"))
    [bad] = await hand_in(office, item(policy, "supplement_required", at=1))
    more = {"due_on": "2026-12-01", "note": "请补营业执照。"}
    [good] = await hand_in(office, item(policy, "supplement_required", at=1, **more))
    assert (bad["accepted"], good["accepted"]) == (False, True)
    assert "补正截止日期" in bad["reason"]


async def test_one_application_is_of_one_enterprise(office: Office) -> None:
    policy = await office.published()
    await hand_in(office, item(policy, "received"))
    [outcome] = await hand_in(office, item(policy, "accepted", at=1, credit_code="91310107MA1G00002X"))
    assert "另一家企业" in outcome["reason"]


async def test_a_draft_takes_no_applications(office: Office) -> None:
    policy = await office.create()
    [outcome] = await hand_in(office, item(policy, "received"))
    assert "还没有发布" in outcome["reason"]


async def test_thousands_in_one_request(office: Office) -> None:
    policy = await office.published()
    steps = [item(policy, "received", application=f"A{n}") for n in range(3000)]
    started = asyncio.get_running_loop().time()
    outcomes = await hand_in(office, *steps)
    assert all(outcome["accepted"] for outcome in outcomes)
    assert asyncio.get_running_loop().time() - started < 10
