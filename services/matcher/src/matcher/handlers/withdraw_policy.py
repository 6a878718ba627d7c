"""A policy was withdrawn: nobody is eligible any more, and those who were are told."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain import matching as rules
from matcher.domain.population import Policy, Population
from matcher.handlers.matching import Matching, by_key, decide, write_and_tell
from shared.events import PolicyBrief, PolicyWithdrawn


async def withdraw_policy(session: AsyncSession, event: PolicyWithdrawn, *, matching: Matching) -> None:
    """Handle `policy.withdrawn.v1`, also of a policy that never came here: its tombstone is kept."""
    turn = await matching.turns.take(session)
    known = await matching.policies.get(session, event.policy_id)
    brief = known.brief if known else _brief(event)
    policy = Policy(event.policy_id, event.revision, known.criteria if known else None, brief, withdrawn=True)
    await matching.policies.save(session, policy, [event.issuer.code], event.withdrawn_at, turn.number)
    stored = by_key(await matching.matches.of_policy(session, policy.policy_id))
    today = matching.clock.today()
    decisions = await decide("policy", partial(rules.match_policy, policy, Population(), stored, today))
    await write_and_tell(session, matching, [policy], decisions)


def _brief(event: PolicyWithdrawn) -> PolicyBrief:
    return PolicyBrief(
        title=event.title, document_number=event.document_number, issuer=event.issuer, theme=""
    )
