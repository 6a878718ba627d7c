"""What waits for the person who looks at the console: to review, to review again, overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from publisher.domain.policies import Policy
from publisher.domain.reviews import ReviewStep, next_step
from publisher.domain.terms import Terms
from publisher.handlers.access import reading_scope
from publisher.handlers.allowed import may_review
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.identity import Principal


@dataclass(frozen=True)
class Task:
    """A policy and the step that it waits for; `due` where the law or an emergency sets a last day."""

    policy: Policy
    step: ReviewStep | None = None
    due: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Todo:
    """`mine` waits for this person's review; the others for somebody of the department."""

    mine: Sequence[Task] = ()
    urgent: Sequence[Task] = ()
    returned: Sequence[Task] = ()
    withheld: Sequence[Task] = ()


async def read_todo(unit: Unit, clock: Clock, terms: Terms, principal: Principal) -> Todo:
    """What waits, the longest waiting first."""
    scope, today = reading_scope(principal), clock.today()
    waiting = await unit.review_desk.waiting(scope)
    mine = [
        Task(policy, next_step(policy.under_review.reviews))
        for policy in waiting.in_review
        if may_review(policy.under_review, principal)
    ]
    urgent = [
        _urgent(policy, today) for policy in waiting.urgent if policy.live and policy.live.awaits_review
    ]
    # Only the lead department can revise or withdraw what came back.
    gone_back = [
        Task(each)
        for each in waiting.urgent
        if each.live and each.live.returned_afterwards and scope in {None, each.department.code}
    ]
    since = clock.now() - timedelta(days=terms.withheld)
    withheld = [
        Task(await unit.policies.get(policy_id, department=scope))
        for policy_id in await unit.decisions.withheld_since(scope, since)
    ]
    return Todo(mine, urgent, gone_back, withheld)


def _urgent(policy: Policy, today: date) -> Task:
    if policy.live is None or policy.live.urgency is None:
        raise ValueError(f"policy {policy.id} did not go out in an emergency")
    due = policy.live.urgency.review_due
    return Task(policy, next_step(policy.live.reviews), due, due < today)
