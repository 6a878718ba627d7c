"""Applications, results, reviews and changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain.applications import TRANSITIONS, Application, Progress, progress
from publisher.domain.changes import LineKind, changes
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Conflict, IllegalTransition, Invalid, Refusal
from publisher.domain.results import Announcement, shortest
from shared.calendar import working_days_between
from shared.events import ApplicationState, Contact, Department, ResultEntry
from tests.support.publisher import benefit_content

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
POLICY = uuid4()


def item(state: ApplicationState, *, hours: int = 0) -> Progress:
    return Progress(
        application_id="A1",
        policy_id=POLICY,
        credit_code="91310107MA1G00001X",
        state=state,
        occurred_at=NOW + timedelta(hours=hours),
        due_on=date(2026, 12, 1),
        note="请补材料。",
    )


@given(st.lists(st.sampled_from(ApplicationState), max_size=12))
def test_only_the_tables_steps_are_taken(states: list[ApplicationState]) -> None:
    current: Application | None = None
    for hours, state in enumerate(states):
        before = current.state if current else None
        try:
            after = progress(current, item(state, hours=hours))
        except Refusal:
            assert state not in TRANSITIONS[before]
            continue
        assert state in TRANSITIONS[before]
        assert after.revision == (current.revision if current else 0) + 1
        current = after


def test_a_refusal_names_what_is_allowed() -> None:
    with pytest.raises(IllegalTransition, match="接下来可以是：已收件、已受理") as refused:
        progress(None, item(ApplicationState.DISBURSED))
    assert refused.value.allowed == ("received", "accepted")


def test_a_supplement_needs_a_day_and_a_reason() -> None:
    received = progress(None, item(ApplicationState.RECEIVED))
    wanted = item(ApplicationState.SUPPLEMENT_REQUIRED, hours=1)
    for wrong in (replace(wanted, due_on=None), replace(wanted, note=" ")):
        with pytest.raises(Invalid):
            progress(received, wrong)


def test_time_does_not_run_backwards() -> None:
    received = progress(None, item(ApplicationState.RECEIVED, hours=2))
    with pytest.raises(Invalid, match="早于"):
        progress(received, item(ApplicationState.ACCEPTED, hours=1))


def announcement(first: date, last: date) -> Announcement:
    return Announcement(
        id=uuid4(),
        policy_id=POLICY,
        policy_title="通知",
        issuer=Department(code="KW", name="科委"),
        title="公示",
        entries=(ResultEntry(enterprise_name="企业", credit_code="91310107MA1G00001X"),),
        first_day=first,
        last_day=last,
        contact=Contact(name="科技科", phone="021"),
    )


@given(st.dates(date(2024, 1, 1), date(2026, 12, 1)))
def test_the_shortest_announcement_has_five_working_days(first: date) -> None:
    last = shortest(first)
    assert working_days_between(first, last) == 5
    announcement(first, last).check()
    with pytest.raises(Invalid, match="不得少于 5 个工作日"):
        announcement(first, last - timedelta(days=1)).check()


def test_results_stand_after_the_last_day() -> None:
    announced = announcement(date(2026, 11, 23), date(2026, 11, 27))
    with pytest.raises(Conflict, match="才结束"):
        announced.finalise(date(2026, 11, 27), at=NOW, open_objections=0)
    with pytest.raises(Conflict, match="1 件异议"):
        announced.finalise(date(2026, 11, 28), at=NOW, open_objections=1)
    final = announced.finalise(date(2026, 11, 28), at=NOW, open_objections=0)
    assert (final.state, final.revision) == ("finalised", 2)
    with pytest.raises(IllegalTransition):
        final.finalise(date(2026, 11, 28), at=NOW, open_objections=0)


def test_changes_are_told_by_field_and_line() -> None:
    before = DraftContent.model_validate(benefit_content(body="一\n二\n三"))
    after = before.model_copy(update={"body": "一\n二二\n三"})
    [change] = changes(before, after)
    kinds = [(line.kind, line.text) for line in change.lines]
    assert change.label == "正文"
    assert (LineKind.GONE, "二") in kinds
    assert (LineKind.NEW, "二二") in kinds
    assert changes(before, before) == []
