"""A policy was withdrawn: nobody is eligible any more, and those who were are told."""

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.population import Policy
from matcher.handlers.matching import Matching
from matcher.handlers.work_off import Backlog
from shared.events import PolicyBrief, PolicyWithdrawn
from shared.telemetry import current_traceparent


async def withdraw_policy(
    session: AsyncSession, event: PolicyWithdrawn, *, matching: Matching, backlog: Backlog
) -> None:
    """Handle `policy.withdrawn.v1`, also of a policy that never came here: its tombstone is kept."""
    known = await matching.policies.get(session, event.policy_id)
    brief = known.brief if known else _brief(event)
    policy = Policy(event.policy_id, event.revision, known.criteria if known else None, brief, withdrawn=True)
    trace = current_traceparent()
    await matching.policies.save(session, policy, [event.issuer.code], event.withdrawn_at, trace)
    backlog.after(session)


def _brief(event: PolicyWithdrawn) -> PolicyBrief:
    return PolicyBrief(
        title=event.title, document_number=event.document_number, issuer=event.issuer, theme=""
    )
