"""Until when can one file, and is the document in force?"""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from portal_sync.domain.card import who_may_file
from portal_sync.domain.filing import Filing, FilingState, filing_on
from portal_sync.domain.source import Withdrawal
from portal_sync.domain.standing import standing_on
from shared.events import Window, WithdrawalKind
from tests.support.policies import make_content, withdrawn

SPRING = Window(first=date(2026, 3, 2), last=date(2026, 4, 17))
AUTUMN = Window(first=date(2026, 9, 1), last=date(2026, 9, 30))


@pytest.mark.parametrize(
    ("today", "state", "window"),
    [
        (date(2026, 3, 1), FilingState.UPCOMING, SPRING),
        (date(2026, 3, 2), FilingState.OPEN, SPRING),
        (date(2026, 4, 17), FilingState.OPEN, SPRING),
        (date(2026, 4, 18), FilingState.UPCOMING, AUTUMN),
        (date(2026, 10, 1), FilingState.OVER, AUTUMN),
    ],
)
def test_both_days_of_a_window_are_in_it(today: date, state: FilingState, window: Window) -> None:
    filing = filing_on(today, (AUTUMN, SPRING))
    assert (filing.state, filing.window) == (state, window)


def test_the_last_day_has_one_working_day_left_and_is_soon() -> None:
    filing = filing_on(date(2026, 4, 17), (SPRING,))
    assert filing.days_left == 1
    assert filing.soon


def test_without_a_window_it_is_always_open() -> None:
    assert filing_on(date(2026, 4, 17), ()) == Filing(FilingState.STANDING)


def test_what_is_not_in_force_cannot_be_filed_for() -> None:
    assert filing_on(date(2026, 3, 5), (SPRING,), in_force=False) == Filing(FilingState.CLOSED)


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (WithdrawalKind.REPEALED, "已废止"),
        (WithdrawalKind.LAPSED, "已失效"),
        (WithdrawalKind.AMENDED, "已修改"),
        (WithdrawalKind.MERGED, "已合并"),
        (WithdrawalKind.RETRACTED, "已撤下"),
    ],
)
def test_each_withdrawal_has_its_stamp(kind: WithdrawalKind, label: str) -> None:
    event = withdrawn(uuid4(), kind=kind, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert standing_on(date(2026, 1, 2), make_content(), Withdrawal.of(event)).label == label


def test_a_document_lapses_on_the_day_after_its_last() -> None:
    content = make_content(expires_on=date(2026, 12, 31))
    assert standing_on(date(2026, 12, 31), content, None).in_force
    assert standing_on(date(2027, 1, 1), content, None).label == "已失效"


def test_a_document_not_yet_effective_says_so() -> None:
    content = make_content(effective_on=date(2026, 5, 1))
    assert standing_on(date(2026, 4, 30), content, None).label == "尚未施行"


def test_who_may_file_is_the_conditions_and_not_the_heading() -> None:
    line = who_may_file({"label": "申报条件", "all": make_content().criteria["all"]})  # type: ignore[index]
    assert "普陀区" in line
    assert "申报条件" not in line


def test_criteria_from_a_newer_version_are_not_guessed_at() -> None:
    assert who_may_file({"fact": "horoscope", "op": "eq", "value": "leo"}) == ""
