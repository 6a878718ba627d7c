"""Change what a draft says."""

from dataclasses import dataclass
from uuid import UUID

from publisher.domain.disclosure import DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.policies import Policy
from publisher.domain.states import Action
from publisher.handlers.access import acting_department
from publisher.handlers.allowed import roles_for
from publisher.handlers.create_policy import own_content, usual_channels
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.identity import Principal


@dataclass(frozen=True)
class EditDraft:
    """The whole new draft; `expected_version` is the version that the editor read."""

    policy_id: UUID
    expected_version: int
    content: DraftContent
    decision: DisclosureDecision
    channels: tuple[str, ...] = ()


async def edit_draft(unit: Unit, clock: Clock, principal: Principal, command: EditDraft) -> Policy:
    """Replace the draft; raises StaleDraft where somebody else changed it since it was read."""
    department = acting_department(principal, *roles_for(Action.EDIT))
    content = own_content(command.content, department)
    policy = await unit.policies.lock(command.policy_id, department=department)
    now = clock.now()
    policy.draft().edit(
        content,
        command.decision,
        command.channels or usual_channels(content.kind),
        editor=principal.subject,
        expected_version=command.expected_version,
        now=now,
    )
    await unit.policies.save(policy)
    await note(unit, policy, principal, "edited", at=now)
    return policy
