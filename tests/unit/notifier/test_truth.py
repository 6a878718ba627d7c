"""Nothing is pushed that is no longer true."""

from dataclasses import replace
from datetime import date

import pytest

from notifier.domain.kinds import MessageKind
from notifier.domain.truth import Situation, why_stale
from shared.events import Verdict, Window
from tests.unit.notifier.examples import WINDOW, stored

DUE = date(2026, 4, 10)
TRUE = Situation(
    verdict=Verdict.ELIGIBLE, withdrawn=False, filed_on=None, windows=(WINDOW,), supplement_by=DUE
)
TODAY = date(2026, 4, 8)
ABOUT = {"window": {"first": "2026-03-02", "last": "2026-04-17"}, "due_on": "2026-04-10"}


def stale(kind: MessageKind, situation: Situation = TRUE, today: date = TODAY) -> str | None:
    return why_stale(stored(kind, ABOUT).message, situation, today)


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind is not MessageKind.NO_LONGER_ELIGIBLE])
def test_what_is_true_is_pushed(kind: MessageKind) -> None:
    assert stale(kind) is None


@pytest.mark.parametrize(
    "situation",
    [
        replace(TRUE, withdrawn=True),
        replace(TRUE, verdict=Verdict.UNDETERMINED),
        replace(TRUE, verdict=None),
        replace(TRUE, windows=(Window(first=date(2026, 3, 2), last=date(2026, 5, 8)),)),
        replace(TRUE, windows=(Window(first=date(2026, 3, 2), last=date(2026, 4, 7)),)),
    ],
)
@pytest.mark.parametrize("kind", [MessageKind.NEW_MATCH, MessageKind.DEADLINE, MessageKind.DEADLINE_MOVED])
def test_a_call_to_file_needs_something_to_file_for(kind: MessageKind, situation: Situation) -> None:
    assert stale(kind, situation) is not None


def test_an_application_of_this_round_ends_reminders_and_nothing_else() -> None:
    filed = replace(TRUE, filed_on=date(2026, 4, 1))

    assert stale(MessageKind.DEADLINE, filed) is not None
    assert stale(MessageKind.NEW_MATCH, filed) is None
    assert stale(MessageKind.DEADLINE, replace(TRUE, filed_on=date(2025, 4, 1))) is None


@pytest.mark.parametrize(
    ("situation", "today"),
    [
        (replace(TRUE, supplement_by=None), TODAY),
        (replace(TRUE, supplement_by=date(2026, 4, 20)), TODAY),
        (TRUE, date(2026, 4, 11)),
    ],
    ids=["handed in", "moved", "over"],
)
def test_a_supplement_that_is_not_owed_is_not_reminded_of(situation: Situation, today: date) -> None:
    assert stale(MessageKind.SUPPLEMENT_DUE, situation, today) is not None


def test_a_supplement_is_owed_whatever_becomes_of_the_policy() -> None:
    assert stale(MessageKind.SUPPLEMENT_DUE, replace(TRUE, withdrawn=True, verdict=None, windows=())) is None


def test_loss_is_not_pushed_to_who_is_eligible_again() -> None:
    lost = replace(TRUE, verdict=Verdict.INELIGIBLE)

    assert stale(MessageKind.NO_LONGER_ELIGIBLE) is not None
    assert stale(MessageKind.NO_LONGER_ELIGIBLE, lost) is None


@pytest.mark.parametrize(
    "kind", [MessageKind.PROGRESS, MessageKind.POLICY_WITHDRAWN, MessageKind.RESULTS_FINALISED]
)
def test_news_stays_true(kind: MessageKind) -> None:
    assert stale(kind, replace(TRUE, withdrawn=True, verdict=None, windows=())) is None
