"""What a page tells of a review: remarks, decisions, lost approvals, who may do what, and why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from publisher.domain.disclosure import Disclosure
from publisher.domain.policies import Policy, Revision
from publisher.domain.remarks import Annotated, annotate
from publisher.domain.reviews import Review, ReviewStep, next_step
from publisher.domain.states import Action, RevisionState
from publisher.domain.terms import Terms
from publisher.handlers.allowed import Withheld, actions_for, why_not, why_not_review
from publisher.handlers.ports import Unit
from publisher.handlers.review_ports import RecordedDecision
from shared.clock import Clock
from shared.identity import Principal


@dataclass(frozen=True)
class ReviewView:
    """`step` waits for a reviewer; `refusal` is why not this one; `blocked` what else they may not do."""

    revision: Revision
    step: ReviewStep | None
    may_review: bool
    refusal: str
    annotated: Annotated
    lost: Sequence[Review]
    decisions: Sequence[RecordedDecision]
    blocked: Sequence[Withheld]
    urgent_unmet: Sequence[str]
    review_again_on: date | None
    may_settle: bool

    @property
    def open_remarks(self) -> int:
        """How many remarks nobody has dealt with yet."""
        return sum(remark.open for remark in self.annotated.remarks.values())


async def read_review(
    unit: Unit, clock: Clock, terms: Terms, principal: Principal, policy: Policy
) -> ReviewView:
    """Everything about the revision that stands for the policy, or that went out in an emergency."""
    revision = _looked_at(policy)
    reviewed = revision.state is RevisionState.IN_REVIEW or revision.awaits_review
    step = next_step(revision.reviews) if reviewed else None
    decisions = await unit.decisions.of(policy.id)
    may_review = Action.REVIEW in actions_for(policy, principal)
    today = clock.today()
    return ReviewView(
        revision=revision,
        step=step,
        may_review=may_review,
        refusal=why_not_review(revision, principal) if step and not may_review else "",
        annotated=annotate(revision.content, await unit.remarks.of(revision.id)),
        lost=[each for each in revision.reviews if each.voided is not None],
        decisions=decisions,
        blocked=why_not(policy, principal, today),
        urgent_unmet=policy.open.unmet_but_reviews(today) if policy.open else (),
        review_again_on=_again(policy, decisions, terms),
        may_settle=principal.department == policy.department.code,
    )


def _looked_at(policy: Policy) -> Revision:
    in_review = policy.open is not None and policy.open.state is RevisionState.IN_REVIEW
    if not in_review and policy.live is not None and policy.live.awaits_review:
        return policy.live
    return policy.shown


def _again(policy: Policy, decisions: Sequence[RecordedDecision], terms: Terms) -> date | None:
    """The day from which a decision not to disclose is due to be looked at again."""
    if policy.open is None or policy.open.decision.disclosure is not Disclosure.WITHHELD or not decisions:
        return None
    return (decisions[-1].at + timedelta(days=terms.withheld)).date()
