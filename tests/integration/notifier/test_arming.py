"""Reminders are scheduled apart from matching, by what holds when they are; supplements likewise."""

from datetime import date, datetime, timedelta

import pytest

from notifier.adapters.repositories import arming
from shared.clock import SHANGHAI
from shared.events import ApplicationProgressed, ApplicationState, Window
from tests.integration.notifier.desk import WINDOW, Desk, code, eligible, ineligible

ONE = code(1)
LATER = Window(first=WINDOW.first, last=date(2026, 5, 15))
SEVEN = datetime(2026, 4, 8, 9, tzinfo=SHANGHAI)
DUE_ON = date(2026, 3, 27)


def asked(desk: Desk, state: ApplicationState, revision: int, due_on: date | None) -> ApplicationProgressed:
    return ApplicationProgressed(
        application_id="PT-1",
        revision=revision,
        policy_id=desk.policy_id,
        policy_title="普陀区研发费用补助实施细则",
        credit_code=ONE,
        state=state,
        occurred_at=desk.clock.now(),
        due_on=due_on,
    )


async def test_eligibility_lost_while_waiting_schedules_nothing(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)), desk.matches(ineligible(ONE)))

    assert await desk.pending() == []


async def test_a_window_moved_while_waiting_schedules_by_the_new_one(desk: Desk) -> None:
    await desk.take(desk.published(), desk.matches(eligible(ONE)), desk.published(LATER, revision=2))

    assert {deadline for _, deadline, _ in await desk.pending()} == {LATER.last}


async def test_what_fell_due_while_waiting_is_sent_late(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)))
    desk.clock.move_to(SEVEN.replace(hour=15))
    await desk.remind()

    sent = await desk.rows("SELECT days_before FROM reminder WHERE state = 'sent'")
    assert sent == [(7,)]


async def test_many_are_scheduled_in_parts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arming, "PART", 2)
    await desk.take(desk.matches(eligible(*(code(n) for n in range(5)))))

    parts = await desk.rows("SELECT cardinality(credit_codes) AS many FROM arming ORDER BY many")
    assert parts == [(1,), (2,), (2,)]
    assert len(await desk.pending()) == 3 * 5


async def test_a_supplement_is_reminded_of_until_it_is_handed_in(desk: Desk) -> None:
    await desk.take(asked(desk, ApplicationState.SUPPLEMENT_REQUIRED, 1, DUE_ON))
    assert await desk.pending() == [("supplement_due", DUE_ON, before) for before in (3, 1)]

    desk.clock.move_to(datetime(2026, 3, 24, 9, tzinfo=SHANGHAI))
    await desk.remind()
    assert await desk.kinds(ONE) == ["progress", "supplement_due"]

    await desk.take(asked(desk, ApplicationState.UNDER_REVIEW, 2, None))
    assert await desk.pending() == []


async def test_a_reminder_on_its_way_of_what_was_handed_in_is_dropped(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.take(asked(desk, ApplicationState.SUPPLEMENT_REQUIRED, 1, DUE_ON))
    desk.clock.move_to(datetime(2026, 3, 24, 9, tzinfo=SHANGHAI))
    await desk.remind()
    await desk.take(asked(desk, ApplicationState.UNDER_REVIEW, 2, None))
    await desk.deliver()
    # A mail address takes two at once; the third comes after them.
    desk.clock.advance(timedelta(minutes=1))
    await desk.deliver()

    assert "supplement_due" not in [parcel.stored.message.kind for parcel in desk.recorder.sent]
    assert await desk.rows("SELECT reason FROM delivery WHERE state = 'dropped'") == [
        ("the supplement is no longer asked for",)
    ]


async def test_a_supplement_whose_day_moves_is_reminded_of_anew(desk: Desk) -> None:
    moved = date(2026, 4, 3)
    await desk.take(asked(desk, ApplicationState.SUPPLEMENT_REQUIRED, 1, DUE_ON))
    await desk.take(asked(desk, ApplicationState.SUPPLEMENT_REQUIRED, 2, moved))

    assert await desk.pending() == [("supplement_due", moved, before) for before in (3, 1)]


async def test_a_supplement_is_owed_though_the_policy_is_withdrawn(desk: Desk) -> None:
    await desk.take(desk.published(), asked(desk, ApplicationState.SUPPLEMENT_REQUIRED, 1, DUE_ON))
    await desk.take(desk.withdrawn())

    assert len(await desk.pending()) == 2
