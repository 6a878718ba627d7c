"""Every reminder fires once and only while it is true (invariant 7); the test moves the clock."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from shared.clock import SHANGHAI
from shared.events import ApplicationProgressed, ApplicationState, Window
from tests.integration.notifier.desk import WINDOW, Desk, code, eligible, ineligible

ONE, TWO = code(1), code(2)
SEVEN = datetime(2026, 4, 8, 9, tzinfo=SHANGHAI)
LATER = Window(first=WINDOW.first, last=date(2026, 5, 15))


def progressed(desk: Desk, credit_code: str, day: datetime | None = None) -> ApplicationProgressed:
    return ApplicationProgressed(
        application_id=f"PT-{credit_code}",
        revision=1,
        policy_id=desk.policy_id,
        policy_title="普陀区研发费用补助实施细则",
        credit_code=credit_code,
        state=ApplicationState.RECEIVED,
        occurred_at=day or desk.clock.now(),
    )


async def fired(desk: Desk) -> list[tuple[str, int]]:
    query = "SELECT kind, days_before FROM message WHERE kind IN ('opening', 'deadline') ORDER BY created_at"
    return [(kind, before) for kind, before in await desk.rows(query)]


async def test_armed_from_the_window(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)))

    assert await desk.pending() == [("deadline", WINDOW.last, before) for before in (7, 3, 1)]


async def test_none_before_its_time_and_each_once(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)))

    desk.clock.move_to(SEVEN - timedelta(seconds=1))
    assert await desk.remind() == 0
    desk.clock.move_to(SEVEN)
    assert await desk.remind() == 1
    assert await desk.remind() == 0

    assert await fired(desk) == [("deadline", 7)]


async def test_several_processes_fire_each_once(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(*(code(n) for n in range(300)))))
    desk.clock.move_to(SEVEN)
    others = [Desk(desk.database, desk.clock) for _ in range(3)]

    await asyncio.gather(*(other.remind() for other in others))

    assert len(await fired(desk)) == 300
    assert await desk.emitted("notification.delivered.v1") == 600


async def test_the_opening_is_told_when_the_match_came_before_it(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE), Window(first=date(2026, 3, 25), last=WINDOW.last)))
    desk.clock.move_to(datetime(2026, 3, 25, 9, tzinfo=SHANGHAI))
    await desk.remind()

    assert await fired(desk) == [("opening", 0)]


async def test_a_moved_deadline_is_told_and_arms_anew(desk: Desk) -> None:
    await desk.take(desk.published(), desk.matches(eligible(ONE)), desk.published(LATER, revision=2))

    assert await desk.kinds() == ["deadline_moved", "new_match"]
    assert await desk.pending() == [("deadline", LATER.last, before) for before in (30, 7, 3, 1)]


async def test_a_move_is_told_once_whichever_topic_brings_it(desk: Desk) -> None:
    await desk.take(desk.published(), desk.matches(eligible(ONE)))
    await desk.take(desk.matches(eligible(TWO), LATER, revision=2), desk.published(LATER, revision=2))

    assert sorted(await desk.kinds(ONE)) == ["deadline_moved", "new_match"]
    assert await desk.kinds(TWO) == ["new_match"]
    assert len(await desk.pending()) == 8


async def test_a_deadline_that_moves_there_and_back_fires_no_second_time(desk: Desk) -> None:
    await desk.take(desk.published(), desk.matches(eligible(ONE)))
    desk.clock.move_to(SEVEN)
    await desk.remind()
    await desk.take(desk.published(LATER, revision=2), desk.published(WINDOW, revision=3))
    await desk.remind()

    assert await fired(desk) == [("deadline", 7)]
    assert await desk.pending() == [("deadline", WINDOW.last, before) for before in (3, 1)]


async def test_filing_cancels(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE, TWO)))
    await desk.arm()
    await desk.take(progressed(desk, ONE))

    assert len(await desk.pending()) == 3
    notes = await desk.rows("SELECT DISTINCT credit_code, note FROM reminder WHERE state = 'cancelled'")
    assert notes == [(ONE, "the enterprise has filed")]


async def test_who_filed_is_not_armed_again(desk: Desk) -> None:
    await desk.take(progressed(desk, ONE), desk.matches(eligible(ONE)), desk.published(LATER, revision=2))

    assert await desk.pending() == []


async def test_an_application_of_an_earlier_round_cancels_nothing(desk: Desk) -> None:
    await desk.take(progressed(desk, ONE, datetime(2025, 4, 1, tzinfo=UTC)), desk.matches(eligible(ONE)))

    assert len(await desk.pending()) == 3


async def test_lost_eligibility_cancels(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)), desk.matches(ineligible(ONE)))
    desk.clock.move_to(SEVEN)
    await desk.remind()

    assert await fired(desk) == []


async def test_withdrawal_cancels(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)), desk.withdrawn())

    assert await desk.pending() == []


async def test_a_late_start_sends_the_newest_and_drops_the_rest_on_record(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)))
    desk.clock.move_to(datetime(2026, 4, 16, 20, tzinfo=SHANGHAI))
    await desk.remind()

    assert await fired(desk) == [("deadline", 1)]
    states = await desk.rows("SELECT days_before, state FROM reminder ORDER BY days_before")
    assert states == [(1, "sent"), (3, "dropped"), (7, "dropped")]


async def test_after_the_last_day_nothing_is_sent(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)))
    desk.clock.move_to(datetime(2026, 4, 18, 9, tzinfo=SHANGHAI))
    await desk.remind()

    assert await fired(desk) == []
    assert await desk.pending() == []
