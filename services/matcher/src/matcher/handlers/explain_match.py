"""Why an enterprise is eligible or not: the tree with every value and its source, and the nearest way."""

import asyncio
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.claims import Claim, standing
from matcher.domain.deriving import derive
from matcher.domain.evaluating import Explained, evaluate
from matcher.domain.population import Policy
from matcher.domain.verdicts import Judgement, judge
from matcher.domain.ways import Way, nearest_way
from matcher.handlers.ports import Enterprise, Enterprises, Policies


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict with its reason, what it was judged by, whose word that is, and the nearest way if any."""

    policy: Policy
    enterprise: Enterprise
    judgement: Judgement
    explained: Explained
    as_of: date
    claims: dict[str, Claim]
    way: Way | None


async def explain_match(
    session: AsyncSession,
    policy_id: UUID,
    own: str,
    as_of: date,
    *,
    policies: Policies,
    enterprises: Enterprises,
) -> Explanation | None:
    """None where there is no such policy, nobody files for it, or the enterprise has no profile."""
    policy = await policies.get(session, policy_id)
    enterprise = await enterprises.get(session, own)
    if policy is None or policy.criteria is None or enterprise is None:
        return None
    explained = evaluate(policy.criteria, derive(enterprise.facts), as_of)
    way = await asyncio.to_thread(nearest_way, explained, enterprise.facts, as_of)
    return Explanation(
        policy, enterprise, judge(explained), explained, as_of, standing(enterprise.claims), way
    )
