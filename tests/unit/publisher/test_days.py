"""The term of disclosure and the day of the reminder."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from publisher.domain.days import Countdown, countdown, disclose_by, remind_from
from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.policies import Policy, Revision
from shared.events import Department

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def revision(policy: Policy, written_on: date | None) -> Revision:
    return Revision(
        id=uuid4(),
        policy_id=policy.id,
        content=DraftContent(title="通知", written_on=written_on),
        decision=DisclosureDecision(Disclosure.ACTIVE),
        channels=("government",),
        authors=("author",),
        updated_at=NOW,
    )


def policy(written_on: date | None) -> Policy:
    made = Policy(id=uuid4(), department=Department(code="KW", name="科委"), created_at=NOW)
    made.open = revision(made, written_on)
    return made


@pytest.mark.parametrize(
    ("written", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 30)),  # four weeks without a holiday
        (date(2026, 9, 18), date(2026, 10, 22)),  # 国庆 and 中秋 off, their make-up days worked
    ],
)
def test_the_term_counts_working_days(written: date, last: date) -> None:
    assert disclose_by(policy(written)) == last


def test_says_how_many_working_days_are_left() -> None:
    assert countdown(policy(date(2026, 11, 2)), date(2026, 11, 23)) == Countdown(date(2026, 11, 30), 6)


def test_the_last_day_itself_is_not_overdue() -> None:
    found = countdown(policy(date(2026, 11, 2)), date(2026, 11, 30))
    assert (found and found.left, found and found.overdue) == (1, False)


def test_a_weekend_later_is_overdue() -> None:
    found = countdown(policy(date(2026, 10, 30)), date(2026, 11, 28))
    assert found == Countdown(date(2026, 11, 27), 0, 1)


def test_a_document_of_long_ago_is_not_counted_day_by_day() -> None:
    found = countdown(policy(date(1950, 1, 1)), date(2026, 11, 23))
    assert found is not None
    assert (found.overdue, found.late) == (True, None)


def test_nothing_waits_where_it_is_not_disclosed_or_not_dated() -> None:
    withheld = policy(date(2026, 11, 2))
    assert withheld.open is not None
    withheld.open.decision = DisclosureDecision(Disclosure.ON_REQUEST)
    assert (disclose_by(withheld), disclose_by(policy(None))) == (None, None)


def test_a_revision_of_the_same_document_has_no_new_term() -> None:
    made = policy(date(2026, 11, 2))
    made.live = revision(made, date(2026, 11, 2))
    assert disclose_by(made) is None
    made.live = revision(made, date(2025, 11, 2))
    assert disclose_by(made) is not None


@pytest.mark.parametrize(
    ("expires", "from_day"),
    [
        (date(2027, 5, 23), date(2026, 11, 23)),
        (date(2027, 3, 1), date(2026, 9, 1)),
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2028, 8, 30), date(2028, 2, 29)),
    ],
)
def test_reminds_six_months_before(expires: date, from_day: date) -> None:
    assert remind_from(expires) == from_day
