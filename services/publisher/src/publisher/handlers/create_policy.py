"""Begin a policy with its first draft."""

from dataclasses import dataclass
from uuid import uuid4

from publisher.domain.disclosure import DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from publisher.domain.policies import Policy, Revision
from publisher.handlers.access import acting_department, as_issuer
from publisher.handlers.decide_disclosure import record_decision
from publisher.handlers.link_references import link_references
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from publisher.handlers.share_policy import keep_joint
from shared.clock import Clock
from shared.events import PolicyKind
from shared.identity import Principal, Role


@dataclass(frozen=True)
class CreatePolicy:
    """A first draft. Without channels, those that its kind belongs to."""

    content: DraftContent
    decision: DisclosureDecision
    channels: tuple[str, ...] = ()


async def create_policy(unit: Unit, clock: Clock, principal: Principal, command: CreatePolicy) -> Policy:
    """Create the policy in the person's department; raises Invalid with the pointer of what is wrong."""
    department = acting_department(principal, Role.DEPARTMENT_EDITOR)
    now = clock.now()
    content = await link_references(unit, own_content(command.content, department))
    policy = Policy(id=uuid4(), department=as_issuer(department), created_at=now)
    policy.open = Revision(
        id=uuid4(),
        policy_id=policy.id,
        content=content,
        decision=command.decision,
        channels=command.channels or usual_channels(content.kind),
        authors=(principal.subject,),
        updated_at=now,
    )
    await unit.policies.add(policy)
    await keep_joint(unit, clock, policy)
    await note(unit, policy, principal, "created", at=now)
    await record_decision(unit, clock, principal, policy)
    return policy


def own_content(content: DraftContent, department: str) -> DraftContent:
    """The content in its proper form; raises Invalid where another department is named as its issuer."""
    if content.issuer and content.issuer.code and content.issuer.code != department:
        raise Invalid("发文机关须是您所在的部门；联合发文由牵头部门发布。", "/issuer")
    if content.issuer and not content.issuer.code:
        content = content.model_copy(
            update={"issuer": content.issuer.model_copy(update={"code": department})}
        )
    return content.normalised(as_issuer(department))


def usual_channels(kind: PolicyKind) -> tuple[str, ...]:
    """Every document belongs on the government channel, a benefit policy on the business channel too."""
    return ("government", "business") if kind is PolicyKind.BENEFIT else ("government",)
