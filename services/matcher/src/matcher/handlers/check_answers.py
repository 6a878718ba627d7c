"""Judge a policy by what a visitor says of an enterprise that nobody knows; nothing of it is stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.deriving import derive
from matcher.domain.evaluating import evaluate
from matcher.domain.verdicts import judge
from matcher.handlers.explain_match import Explanation
from matcher.handlers.ports import Enterprise, Policies
from shared.clock import SHANGHAI
from shared.criteria import FACTS


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict with its reason, and the facts still worth asking for, the first one first."""

    explanation: Explanation
    wanted: tuple[str, ...]


async def check_answers(
    session: AsyncSession,
    policy_id: UUID,
    facts: Mapping[str, Any],
    unknown: Collection[str],
    now: datetime,
    *,
    policies: Policies,
) -> Checked | None:
    """None where there is no such policy, or nobody files for it. What is `unknown` is not asked again."""
    policy = await policies.get(session, policy_id)
    if policy is None or policy.criteria is None or policy.withdrawn:
        return None
    today: date = now.astimezone(SHANGHAI).date()
    explained = evaluate(policy.criteria, derive(facts), today)
    judgement = judge(explained)
    somebody = Enterprise("", 0, "", dict(facts), now)
    explanation = Explanation(policy, somebody, judgement, explained, today, {}, None)
    # In the catalogue's order: where it is and what it does before its figures.
    wanted = [fact for fact in FACTS if fact in judgement.missing and fact not in unknown]
    return Checked(explanation, tuple(wanted))
