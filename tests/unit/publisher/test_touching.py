"""Which approvals a change costs, and that nothing unseen is ever approved."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Refusal
from publisher.domain.policies import Revision
from publisher.domain.reviews import Decision, Review, ReviewStep, complete, next_step
from publisher.domain.states import RevisionState
from publisher.domain.touching import TOUCHES, Text, touched
from shared.events import Benefit, Contact
from tests.support.publisher import benefit_content

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ACTIVE = DisclosureDecision(Disclosure.ACTIVE)
CONTENT = DraftContent.model_validate(benefit_content())
BENEFIT = CONTENT.benefit


def text(**changes: object) -> Text:
    return Text(CONTENT.model_copy(update=changes), ACTIVE, ("government", "business"))


def steps(before: Text, after: Text) -> set[ReviewStep]:
    return {step for each in touched(before, after) for step in each.steps}


def test_the_table_names_fields_that_there_are() -> None:
    fields = {*DraftContent.model_fields, *(f"benefit/{name}" for name in Benefit.model_fields)}
    assert set(TOUCHES) <= fields


@pytest.mark.parametrize("changes", [{"body": "改了"}, {"criteria": None}, {"interpretations": ()}])
def test_substance_costs_every_approval(changes: dict[str, object]) -> None:
    assert steps(text(), text(**changes)) == set(ReviewStep)


def test_whom_to_ask_costs_the_first_alone() -> None:
    assert BENEFIT is not None
    benefit = BENEFIT.model_copy(update={"contact": Contact(name="王老师", phone="021-1")})
    assert steps(text(), text(benefit=benefit)) == {ReviewStep.FIRST}


def test_who_may_read_it_costs_every_approval() -> None:
    other = replace(text(), decision=DisclosureDecision(Disclosure.ON_REQUEST))
    assert steps(text(), other) == set(ReviewStep)


def test_saying_the_same_costs_nothing() -> None:
    assert touched(text(), text()) == ()


EDITS = ("body", "genre", "keywords")
ACTS = ("submit", "recall", "approve", "return", *EDITS)
SEES = {
    ReviewStep.FIRST: set(EDITS),
    ReviewStep.SECOND: {"body", "genre"},
    ReviewStep.FINAL: {"body"},
}


@given(
    st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(["a", "b", "c", "d", "author"])), max_size=40)
)
def test_nothing_is_approved_that_its_reviewer_has_not_seen(acts: list[tuple[str, str]]) -> None:
    draft = Revision(uuid4(), uuid4(), CONTENT, ACTIVE, ("government", "business"), ("author",), NOW)
    seen: dict[tuple[ReviewStep, int], DraftContent] = {}
    for count, (name, who) in enumerate(acts):
        moment = NOW + timedelta(minutes=count)
        try:
            _act(draft, name, who, moment)
        except Refusal:
            continue
        if name == "approve":
            last = draft.reviews[-1]
            seen[last.step, last.cycle] = draft.content
        standing = [each for each in draft.reviews if each.stands]
        assert len({each.reviewer for each in standing}) == len(standing)
        for each in standing:
            assert each.reviewer not in draft.authors
            for field in SEES[each.step]:
                approved = getattr(seen[each.step, each.cycle], field)
                assert approved == getattr(draft.content, field), (each.step, field)
        assert (draft.state is not RevisionState.APPROVED) or complete(draft.reviews, draft.authors)


def _act(draft: Revision, name: str, who: str, moment: datetime) -> None:
    match name:
        case "submit":
            draft.submit(today=TODAY, now=moment)
        case "recall":
            draft.recall(moment)
        case "approve" | "return":
            step = next_step(draft.reviews) or ReviewStep.FIRST
            draft.review(Review(step, Decision(name), who, who, "", moment, draft.cycle))
        case _:
            value: object = ("词", str(moment)) if name == "keywords" else f"{moment}"
            if name == "genre":
                value = "意见" if draft.content.genre != "意见" else "办法"
            content = draft.content.model_copy(update={name: value})
            draft.edit(
                content,
                ACTIVE,
                draft.channels,
                editor=who,
                expected_version=draft.version,
                now=moment,
            )
