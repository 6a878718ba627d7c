"""Many messages at once, several as one, and each when its endpoint wants it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import insert

from notifier.adapters.people_tables import MuteRow
from notifier.adapters.repositories.sql import table_of
from notifier.adapters.tables import EndpointSettingsRow, ErrandRow, PreferenceRow
from notifier.domain.errands import QUEUE_AFTER
from notifier.domain.message import delivery_id
from notifier.domain.read import Endpoint
from tests.integration.notifier.desk import Desk, code, eligible, ineligible
from tests.integration.notifier.telling import GatheringDesk, let_go, mails, run_errands

ONE, TWO = code(1), code(2)
MANY = [code(number) for number in range(500)]


@pytest.fixture
def mailing(desk: Desk) -> GatheringDesk:
    return GatheringDesk(desk.database)


async def _set(desk: Desk, row: type, **values: object) -> None:
    async with desk.database.transaction() as session:
        await session.execute(insert(table_of(row)).values(values))


async def _prefers(desk: Desk, endpoint: Endpoint, mode: str, kind: str = "new_match") -> None:
    await _set(desk, PreferenceRow, endpoint_id=endpoint.id, kind=kind, credit_code=ONE, mode=mode)


async def _due(desk: Desk) -> list[tuple[str, datetime]]:
    return [
        (state, due.astimezone(UTC))
        for state, due in await desk.rows("SELECT state, due_at FROM delivery ORDER BY due_at")
    ]


async def test_many_are_in_their_inboxes_first_and_sent_on_after(desk: Desk) -> None:
    await desk.wants(ONE, "https://example.com/hook")
    await desk.take(desk.matches(eligible(*MANY)))

    assert len(await desk.kinds()) == 500
    assert await desk.emitted("notification.delivered.v1") == 0
    await run_errands(desk, QUEUE_AFTER)
    assert await desk.rows("SELECT credit_code, state FROM delivery") == [(ONE, "queued")]
    await run_errands(desk, timedelta(seconds=3))
    assert await desk.emitted("notification.delivered.v1") == 500
    assert await desk.rows("SELECT * FROM errand") == []


async def test_many_that_are_there_already_are_told_once(desk: Desk) -> None:
    event = desk.matches(eligible(*MANY))
    await desk.take(desk.published())
    await desk.take_at_once(event, event)
    await desk.take(event)

    assert len(await desk.kinds()) == 500
    assert (await desk.rows("SELECT count(*) FROM standing"))[0][0] == 500


async def test_an_errand_that_fails_stands_back(desk: Desk) -> None:
    await desk.take(desk.published())
    broken = {"kind": "followed", "priority": 0, "due_at": desk.clock.now(), "details": {"followers": 1}}
    await _set(desk, ErrandRow, **broken, policy_id=desk.policy_id, revision=1)
    await desk.take(desk.matches(eligible(*MANY)))
    await run_errands(desk, QUEUE_AFTER)

    kinds = await desk.rows("SELECT kind, priority FROM errand ORDER BY priority")
    assert kinds == [("emit", 1), ("followed", 9)]


async def test_a_delivery_has_the_id_that_follows_from_message_and_endpoint(desk: Desk) -> None:
    (endpoint,) = await desk.wants(ONE, "https://example.com/hook")
    await desk.take(desk.matches(eligible(ONE)))

    ((made, message),) = await desk.rows("SELECT id, message_id FROM delivery")
    assert made == delivery_id(message, endpoint.id)


async def test_several_matches_in_a_short_time_are_one_mail(mailing: GatheringDesk) -> None:
    await mailing.wants(ONE, "one@example.com")
    for _ in range(12):
        await mailing.take(mailing.match(ONE))
    assert await mailing.deliver() == 0
    await let_go(mailing)

    assert await mailing.deliver() == 1
    assert [mail.subject for mail in mails(mailing)] == ["您可以申报 12 项政策"]
    assert len(await mailing.kinds(ONE)) == 12
    await let_go(mailing)
    assert await mailing.rows("SELECT DISTINCT state FROM delivery") == [("delivered",)]
    # One of each message for the inbox, and one of each for the mail that they were in.
    assert await mailing.emitted("notification.delivered.v1") == 24


async def test_what_is_not_true_any_more_is_left_out(mailing: GatheringDesk) -> None:
    await mailing.wants(ONE, "one@example.com")
    await mailing.take(mailing.matches(eligible(ONE)), mailing.match(ONE), mailing.match(ONE))
    await mailing.take(mailing.withdrawn())
    await let_go(mailing)
    await mailing.deliver()

    (mail,) = mails(mailing)
    assert mail.subject == "您有 3 条新消息，其中 2 项政策可以申报"
    assert ("dropped", "the policy was withdrawn") in await mailing.rows("SELECT state, reason FROM delivery")


async def test_webhooks_wait_for_nothing(mailing: GatheringDesk) -> None:
    await mailing.wants(ONE, "https://example.com/hook")
    await mailing.take(mailing.match(ONE), mailing.match(ONE))

    assert await mailing.deliver() == 2


async def test_a_daily_digest_comes_at_its_time(desk: Desk) -> None:
    (endpoint,) = await desk.wants(ONE, "one@example.com")
    await _prefers(desk, endpoint, "daily")
    await desk.take(desk.matches(eligible(ONE)))

    # 10:00 on Friday in Shanghai: 09:00 was, the next is on Saturday.
    assert await _due(desk) == [("held", datetime(2026, 3, 21, 1, tzinfo=UTC))]
    assert await let_go(desk, timedelta(hours=22)) == 0
    assert await let_go(desk, timedelta(hours=1)) == 1
    assert await desk.deliver() == 1


@pytest.mark.parametrize(("weekday", "day"), [(1, 23), (5, 27), (6, 21)])
async def test_a_weekly_digest_comes_on_its_day(desk: Desk, weekday: int, day: int) -> None:
    (endpoint,) = await desk.wants(ONE, "one@example.com")
    await _prefers(desk, endpoint, "weekly")
    given = {"endpoint_id": endpoint.id, "credit_code": ONE, "digest_weekday": weekday}
    await _set(desk, EndpointSettingsRow, **given)
    await desk.take(desk.matches(eligible(ONE)))

    assert await _due(desk) == [("held", datetime(2026, 3, day, 1, tzinfo=UTC))]


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        # It is 10:00 in Shanghai.
        (time(9), time(11, 30), ("held", datetime(2026, 3, 20, 3, 30, tzinfo=UTC))),
        (time(22), time(8), ("queued", datetime(2026, 3, 20, 2, tzinfo=UTC))),
        (time(9, 30), time(8), ("held", datetime(2026, 3, 21, 0, tzinfo=UTC))),
        (time(23), time(10, 30), ("held", datetime(2026, 3, 20, 2, 30, tzinfo=UTC))),
    ],
)
async def test_quiet_hours_end_first(desk: Desk, start: time, end: time, due: tuple[str, datetime]) -> None:
    (endpoint,) = await desk.wants(ONE, "one@example.com")
    given = {"endpoint_id": endpoint.id, "credit_code": ONE, "quiet_from": start, "quiet_until": end}
    await _set(desk, EndpointSettingsRow, **given)
    await desk.take(desk.matches(eligible(ONE)))

    assert await _due(desk) == [due]


async def test_a_kind_that_is_off_stays_in_the_inbox(desk: Desk) -> None:
    (endpoint,) = await desk.wants(ONE, "one@example.com")
    await _prefers(desk, endpoint, "off")
    await desk.take(desk.matches(eligible(ONE)), desk.matches(ineligible(ONE)))

    assert await desk.rows("SELECT m.kind FROM delivery d JOIN message m ON m.id = d.message_id") == [
        ("no_longer_eligible",)
    ]


@pytest.mark.parametrize(
    ("kind", "target"), [("theme", "technology"), ("department", "KW"), ("policy", "its own")]
)
async def test_what_is_muted_stays_in_the_inbox(desk: Desk, kind: str, target: str) -> None:
    await desk.wants(ONE, "one@example.com")
    target = str(desk.policy_id) if kind == "policy" else target
    muted = {"credit_code": ONE, "kind": kind, "target": target, "label": "", "created_at": desk.clock.now()}
    await _set(desk, MuteRow, **muted)
    await desk.take(desk.matches(eligible(ONE)))

    assert await desk.kinds(ONE) == ["new_match"]
    assert await desk.rows("SELECT * FROM delivery") == []


async def test_an_endpoint_is_written_to_in_its_language(desk: Desk) -> None:
    (endpoint,) = await desk.wants(ONE, "one@example.com")
    given = {"endpoint_id": endpoint.id, "credit_code": ONE, "language": "en"}
    await _set(desk, EndpointSettingsRow, **given)
    await desk.take(desk.matches(eligible(ONE)))
    await desk.deliver()

    assert mails(desk)[0].subject.startswith("You may apply")


async def test_what_is_held_for_an_endpoint_that_went_is_dropped(mailing: GatheringDesk) -> None:
    await mailing.wants(ONE, "one@example.com")
    await mailing.take(mailing.match(ONE))
    await mailing.wants(ONE)
    await let_go(mailing)

    assert await mailing.rows("SELECT state FROM delivery") == [("dropped",)]
