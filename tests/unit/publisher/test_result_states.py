"""The table of results: random sequences of acts keep what must hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain.errors import IllegalTransition, Invalid, Refusal
from publisher.domain.objections import Objection
from publisher.domain.result_drafts import ResultDraft
from publisher.domain.result_states import (
    TRANSITIONS,
    AnnouncementAction,
    AnnouncementState,
    EntryStanding,
    ObjectionState,
    allowed_actions,
    next_state,
)
from publisher.domain.results import Announcement, check_entry
from publisher.handlers.tell_results import results_event
from shared.calendar import working_days_between
from shared.events import Contact, Department, PolicyContent, PolicyPublished, ResultEntry
from shared.events.topics import example_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
CODES = [f"91310107MA1G0000{n}X" for n in (1, 2, 3)]


def announced() -> Announcement:
    return Announcement(
        id=uuid4(),
        policy_id=uuid4(),
        policy_title="通知",
        issuer=Department(code="KW", name="科委"),
        title="公示",
        entries=tuple(ResultEntry(enterprise_name="企业", credit_code=code, note="一等") for code in CODES),
        first_day=MONDAY,
        last_day=date(2026, 11, 27),
        contact=Contact(name="科技科", phone="021"),
    )


def objection(code: str) -> Objection:
    return Objection(uuid4(), uuid4(), code, "李某", "电话", "不符合条件。", MONDAY, NOW, "kw.publish")


@dataclass
class Desk:
    """A list with its objections, and the day on which somebody acts."""

    listed: Announcement = field(default_factory=announced)
    objections: list[Objection] = field(default_factory=list)
    today: date = MONDAY

    def open(self) -> list[Objection]:
        return [each for each in self.objections if each.state is ObjectionState.OPEN]

    def act(self, name: str, code: str) -> None:
        acts: dict[str, Callable[[], Announcement]] = {
            "suspend": lambda: self.listed.suspend(code, {each.credit_code for each in self.open()}),
            "restore": lambda: self.listed.restore(code),
            "remove": lambda: self.listed.remove(code),
            "redact": lambda: self.listed.redact(code),
            "take_down": lambda: self.listed.take_down("期满。", NOW),
            "finalise": lambda: self.listed.finalise(self.today, at=NOW, open_objections=len(self.open())),
        }
        if name == "wait":
            self.today += timedelta(days=2)
        elif name == "object":
            next_state(self.listed.state, AnnouncementAction.OBJECT)
            self.objections.append(objection(code))
        elif name == "decide":
            self.objections = [
                each.decide(ObjectionState.DISMISSED, "查无实据。", "kw.publish", NOW)
                if each.state is ObjectionState.OPEN
                else each
                for each in self.objections
            ]
        else:
            self.listed = acts[name]()


ACTS = ("wait", "object", "decide", "suspend", "restore", "remove", "redact", "take_down", "finalise")


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(CODES)), max_size=25))
def test_no_sequence_of_acts_breaks_a_rule(sequence: list[tuple[str, str]]) -> None:
    desk = Desk()
    for name, code in sequence:
        before = desk.listed
        try:
            desk.act(name, code)
        except Refusal:
            assert desk.listed is before
            continue
        after = desk.listed
        if after is before:
            continue
        assert (before.state, AnnouncementAction(name)) in TRANSITIONS
        assert after.state is TRANSITIONS[before.state, AnnouncementAction(name)]
        assert after.revision == before.revision + 1
        if name == "finalise":
            assert desk.today > after.last_day
            assert not desk.open()
        told = results_event(after, NOW)
        shown = {entry.credit_code for entry in told.entries}
        assert not shown & set(after.standing)
        assert (not told.entries) or after.state is not AnnouncementState.TAKEN_DOWN
        assert all(stands is not EntryStanding.LISTED for stands in after.standing.values())


@pytest.mark.parametrize("state", AnnouncementState)
@pytest.mark.parametrize("action", AnnouncementAction)
def test_what_the_table_lacks_is_refused_with_what_it_has(
    state: AnnouncementState, action: AnnouncementAction
) -> None:
    if (state, action) in TRANSITIONS:
        assert next_state(state, action) is TRANSITIONS[state, action]
        return
    with pytest.raises(IllegalTransition) as refused:
        next_state(state, action)
    assert refused.value.allowed == allowed_actions(state)


def test_an_entry_is_suspended_only_while_somebody_objects() -> None:
    with pytest.raises(Refusal, match="收到异议"):
        announced().suspend(CODES[0], set())
    suspended = announced().suspend(CODES[0], {CODES[0]})
    assert CODES[0] not in {entry.credit_code for entry in suspended.shown}
    assert len(suspended.restore(CODES[0]).shown) == len(CODES)


@pytest.mark.parametrize("name", ["objector_name", "objector_contact", "statement"])
def test_nobody_objects_without_a_name(name: str) -> None:
    values = vars(objection(CODES[0])) | {name: " "}
    with pytest.raises(Invalid, match="实名"):
        Objection(**values).check(announced(), MONDAY)


def test_an_objection_is_from_the_period() -> None:
    late = Objection(**vars(objection(CODES[0])) | {"received_on": date(2026, 11, 28)})
    with pytest.raises(Invalid, match="公示期内"):
        late.check(announced(), date(2026, 11, 30))


@pytest.mark.parametrize("note", ["身份证 310107199001011234", "联系 13812345678", "31010719900101123X 本人"])
def test_personal_data_is_not_announced(note: str) -> None:
    with pytest.raises(Invalid, match="不得公开"):
        check_entry(ResultEntry(enterprise_name="企业", credit_code=CODES[0], note=note), "/entries/0")


@given(st.dates(date(2024, 1, 1), date(2026, 12, 1)))
def test_a_draft_runs_five_working_days_from_the_day_it_is_announced(today: date) -> None:
    draft = ResultDraft(
        id=uuid4(),
        policy_id=uuid4(),
        title="",
        entries=announced().entries,
        contact=Contact(name="科技科", phone="021"),
        first_day=None,
        last_day=None,
        updated_at=NOW,
        updated_by="kw.editor",
    )
    content = PolicyContent.model_validate(example_of(PolicyPublished)["content"])
    made = draft.announce(content, today)
    assert made.first_day == today
    assert working_days_between(made.first_day, made.last_day) == 5
