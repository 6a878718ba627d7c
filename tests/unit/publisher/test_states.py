"""The table of states, and what a policy makes of it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Conflict, GateClosed, IllegalTransition, Invalid, Refusal, StaleDraft
from publisher.domain.policies import Policy, Revision
from publisher.domain.reviews import Decision, Review, ReviewStep, next_step
from publisher.domain.states import (
    OPEN_STATES,
    TRANSITIONS,
    Action,
    RevisionState,
    allowed_actions,
    next_state,
)
from shared.events import Department, WithdrawalKind
from tests.support.publisher import benefit_content

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def revision(policy: Policy, content: DraftContent | None = None) -> Revision:
    return Revision(
        id=uuid4(),
        policy_id=policy.id,
        content=content or DraftContent.model_validate(benefit_content()),
        decision=DisclosureDecision(Disclosure.ACTIVE),
        channels=("government", "business"),
        authors=("author",),
        updated_at=NOW,
    )


def policy() -> Policy:
    made = Policy(id=uuid4(), department=Department(code="KW", name="科委"), created_at=NOW)
    made.open = revision(made)
    return made


def review(step: ReviewStep, cycle: int, decision: Decision = Decision.APPROVE) -> Review:
    return Review(step, decision, f"reviewer of {step}", "审核人", "", NOW, cycle)


def approve(made: Policy) -> None:
    draft = made.draft()
    draft.submit(today=TODAY, now=NOW)
    for step in ReviewStep:
        draft.review(review(step, draft.cycle))


def publish(made: Policy) -> None:
    made.publish(index_number="PT-1", today=TODAY, now=NOW, traceparent=None)


@pytest.mark.parametrize("state", RevisionState)
@pytest.mark.parametrize("action", Action)
def test_what_the_table_lacks_is_refused_with_what_it_has(state: RevisionState, action: Action) -> None:
    if (state, action) in TRANSITIONS:
        assert next_state(state, action) is TRANSITIONS[state, action]
        return
    with pytest.raises(IllegalTransition) as refused:
        next_state(state, action)
    assert refused.value.allowed == tuple(each.value for each in allowed_actions(state))


def test_publishing_numbers_revisions_and_supersedes() -> None:
    made = policy()
    approve(made)
    publish(made)
    first = made.live
    made.open = revision(made)
    approve(made)
    publish(made)
    assert made.live is not None
    assert made.live.number == 2
    assert made.open is None
    assert first is not None
    assert first.state is RevisionState.SUPERSEDED


def test_withdrawal_is_newer_than_every_revision() -> None:
    made = policy()
    approve(made)
    publish(made)
    made.open = revision(made)
    withdrawal = made.withdraw(WithdrawalKind.REPEALED, "废止。", None, NOW)
    assert withdrawal.revision == 2
    assert made.live is None
    assert made.open is None
    assert {each.state for each in made.closed} == {RevisionState.WITHDRAWN}


def test_an_edit_needs_the_present_version() -> None:
    made = policy()
    draft = made.draft()
    with pytest.raises(StaleDraft):
        draft.edit(draft.content, draft.decision, (), editor="b", expected_version=7, now=NOW)


def test_whoever_edits_becomes_an_author() -> None:
    draft = policy().draft()
    draft.edit(draft.content, draft.decision, draft.channels, editor="b", expected_version=1, now=NOW)
    assert set(draft.authors) == {"author", "b"}


def test_withheld_names_its_law() -> None:
    with pytest.raises(Invalid, match="法定理由"):
        DisclosureDecision(Disclosure.WITHHELD)


ACTS = ("edit", "submit", "approve", "return", "recall", "publish", "revise", "withdraw")


def act(made: Policy, name: str, moment: datetime) -> None:
    """One thing that somebody tries; what the rules refuse changes nothing."""
    match name:
        case "edit":
            draft = made.draft()
            args = (draft.content, draft.decision, draft.channels)
            draft.edit(*args, editor="author", expected_version=draft.version, now=moment)
        case "submit":
            made.draft().submit(today=TODAY, now=moment)
        case "approve" | "return":
            draft = made.draft()
            step = next_step(draft.reviews) or ReviewStep.FIRST
            draft.review(review(step, draft.cycle, Decision(name)))
        case "recall":
            made.draft().recall(moment)
        case "publish":
            made.publish(index_number="PT-1", today=TODAY, now=moment, traceparent=None)
        case "revise":
            made.in_force(Action.REVISE)
            if made.open is not None:
                raise Conflict("已经在修订。")
            made.open = revision(made)
        case _:
            made.withdraw(WithdrawalKind.REPEALED, "废止。", None, moment)


@given(st.lists(st.sampled_from(ACTS), max_size=40))
def test_no_sequence_of_acts_breaks_a_rule(names: list[str]) -> None:
    made, last, moment = policy(), 0, NOW
    for name in names:
        moment += timedelta(minutes=1)
        before = made.last_revision
        try:
            act(made, name, moment)
        except Refusal:
            assert made.last_revision == before
        assert made.last_revision >= last
        last = made.last_revision
        assert made.open is None or made.open.state in OPEN_STATES
        assert made.live is None or made.live.state is RevisionState.LIVE
        if made.live is not None:
            assert made.live.unmet(TODAY) == ()
            assert made.live.number == made.last_revision
        if made.withdrawal is not None:
            assert (made.live, made.open) == (None, None)
            assert made.withdrawal.revision == made.last_revision


def test_a_gate_that_is_closed_changes_nothing() -> None:
    made = policy()
    with pytest.raises(GateClosed):
        publish(made)
    assert (made.last_revision, made.draft().state) == (0, RevisionState.DRAFT)
