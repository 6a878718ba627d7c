"""A policy was published or revised: it is kept, and matched with everybody."""

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.population import Policy
from matcher.handlers.matching import Matching
from matcher.handlers.work_off import Backlog
from shared.criteria import CriteriaError, validate
from shared.events import PolicyBrief, PolicyContent, PolicyPublished
from shared.messaging import Permanent
from shared.telemetry import current_traceparent


async def match_policy(
    session: AsyncSession, event: PolicyPublished, *, matching: Matching, backlog: Backlog
) -> None:
    """Handle `policy.published.v1`. A policy without criteria is kept but matched with nobody.

    Each process matches it with its own shards, this one at once when the policy is committed.
    """
    content = event.content
    policy = Policy(event.policy_id, event.revision, _criteria(content), brief_of(content))
    departments = [department.code for department in (content.issuer, *content.joint_issuers)]
    await matching.policies.save(session, policy, departments, event.published_at, current_traceparent())
    backlog.after(session)


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
        windows=content.filing_windows,
        service_item=benefit.service_item if benefit else None,
    )
