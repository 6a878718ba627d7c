"""A policy was published or revised: match it with everybody."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain import matching as rules
from matcher.domain.population import Policy
from matcher.handlers.matching import Matching, by_key, decide, write_and_tell
from shared.criteria import CriteriaError, validate
from shared.events import PolicyBrief, PolicyContent, PolicyPublished
from shared.messaging import Permanent


async def match_policy(session: AsyncSession, event: PolicyPublished, *, matching: Matching) -> None:
    """Handle `policy.published.v1`. A policy without criteria is kept but matched with nobody."""
    content = event.content
    policy = Policy(event.policy_id, event.revision, _criteria(content), brief_of(content))
    turn = await matching.turns.take(session)
    departments = [department.code for department in (content.issuer, *content.joint_issuers)]
    await matching.policies.save(session, policy, departments, event.published_at, turn.number)
    stored = by_key(await matching.matches.of_policy(session, policy.policy_id))
    population = await matching.memory.population(session, turn)
    today = matching.clock.today()
    decisions = await decide("policy", partial(rules.match_policy, policy, population, stored, today))
    await write_and_tell(session, matching, [policy], decisions)


def _criteria(content: PolicyContent) -> dict[str, object] | None:
    if content.criteria is None:
        return None
    try:
        return validate(content.criteria)
    except CriteriaError as error:
        raise Permanent(f"criteria refused at {error}") from error


def brief_of(content: PolicyContent) -> PolicyBrief:
    """What messages about its matches say of a policy."""
    benefit = content.benefit
    return PolicyBrief(
        title=content.title,
        document_number=content.document_number,
        issuer=content.issuer,
        theme=content.theme,
        amount_text=benefit.amount_text if benefit else "",
        windows=benefit.windows if benefit else (),
        service_item=benefit.service_item if benefit else None,
    )
