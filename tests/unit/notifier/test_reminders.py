"""When reminders are due, and when they are no longer worth sending."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from notifier.domain.kinds import MessageKind
from notifier.domain.reminders import Due, Planned, plan, why_not
from shared.events import Verdict, Window
from tests.unit.notifier.examples import CODE, POLICY, WINDOW

LONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def due(**changed: object) -> Due:
    planned = Planned(
        MessageKind.DEADLINE, WINDOW.last, 7, WINDOW.first, WINDOW.last, datetime(2026, 4, 8, 1, tzinfo=UTC)
    )
    fresh = Due(
        credit_code=CODE,
        policy_id=POLICY,
        planned=planned,
        enterprise_name="芷兰科技有限公司",
        policy_revision=1,
        verdict=Verdict.ELIGIBLE,
        withdrawn=False,
        filed=False,
        windows=(WINDOW,),
        superseded=False,
    )
    return replace(fresh, **changed)  # type: ignore[arg-type]


def test_reminders_fall_on_working_days_at_nine() -> None:
    found = plan([WINDOW], LONG_BEFORE)

    # 4–6 April 2026 is 清明, so seven working days before 17 April is 8 April.
    assert [(p.kind, p.offset, p.due_at.isoformat()) for p in found] == [
        (MessageKind.OPENING, 0, "2026-03-02T09:00:00+08:00"),
        (MessageKind.DEADLINE, 30, "2026-03-05T09:00:00+08:00"),
        (MessageKind.DEADLINE, 7, "2026-04-08T09:00:00+08:00"),
        (MessageKind.DEADLINE, 3, "2026-04-14T09:00:00+08:00"),
        (MessageKind.DEADLINE, 1, "2026-04-16T09:00:00+08:00"),
    ]


def test_what_lies_behind_is_not_planned() -> None:
    found = plan([WINDOW], datetime(2026, 4, 14, 1, 0, 1, tzinfo=UTC))

    assert [p.offset for p in found] == [1]


def test_a_window_that_opens_on_a_holiday_opens_in_words_on_the_next_working_day() -> None:
    first = plan([Window(first=date(2026, 4, 4), last=date(2026, 4, 30))], LONG_BEFORE)[0]

    assert (first.deadline, first.due_at.date()) == (date(2026, 4, 4), date(2026, 4, 7))


def test_a_short_window_has_no_reminder_before_it_opens() -> None:
    found = plan([Window(first=date(2026, 4, 15), last=date(2026, 4, 17))], LONG_BEFORE)

    assert [(p.kind, p.offset) for p in found] == [(MessageKind.OPENING, 0), (MessageKind.DEADLINE, 1)]


def test_a_window_of_days_off_has_no_reminder() -> None:
    assert plan([Window(first=date(2026, 4, 4), last=date(2026, 4, 5))], LONG_BEFORE) == []


def test_a_reminder_that_is_true_is_sent() -> None:
    assert why_not(due(), date(2026, 4, 8)) is None


def test_a_late_one_is_sent_while_it_is_useful() -> None:
    assert why_not(due(), date(2026, 4, 17)) is None


@pytest.mark.parametrize(
    ("changed", "today", "reason"),
    [
        ({"withdrawn": True}, date(2026, 4, 8), "withdrawn"),
        ({"verdict": Verdict.INELIGIBLE}, date(2026, 4, 8), "no longer eligible"),
        ({"verdict": None}, date(2026, 4, 8), "no longer eligible"),
        ({"filed": True}, date(2026, 4, 8), "has filed"),
        ({"windows": (Window(first=date(2026, 3, 2), last=date(2026, 5, 8)),)}, date(2026, 4, 8), "moved"),
        ({}, date(2026, 4, 18), "closed"),
        ({"superseded": True}, date(2026, 4, 14), "later reminder"),
    ],
)
def test_a_reminder_that_is_not_true_is_dropped(changed: dict[str, object], today: date, reason: str) -> None:
    assert reason in str(why_not(due(**changed), today))
