"""Change what a draft says."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from publisher.domain.disclosure import DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.policies import Policy, Revision
from publisher.domain.reviews import STEP_LABELS, Decision, ReviewStep
from publisher.domain.states import Action
from publisher.handlers.access import acting_department
from publisher.handlers.allowed import roles_for
from publisher.handlers.create_policy import own_content, usual_channels
from publisher.handlers.decide_disclosure import record_decision
from publisher.handlers.link_references import link_references
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from publisher.handlers.share_policy import keep_joint
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
    content = await link_references(unit, own_content(command.content, department), command.policy_id)
    policy = await unit.policies.lock(command.policy_id, department=department)
    now = clock.now()
    stood = [each.step for each in policy.draft().reviews if each.stands]
    policy.draft().edit(
        content,
        command.decision,
        command.channels or usual_channels(content.kind),
        editor=principal.subject,
        expected_version=command.expected_version,
        now=now,
    )
    await unit.policies.save(policy)
    await keep_joint(unit, clock, policy)
    await note(unit, policy, principal, "edited", at=now, remark=_lost(policy.draft(), stood))
    await record_decision(unit, clock, principal, policy)
    return policy


def _lost(revision: Revision, stood: Collection[ReviewStep]) -> str:
    """Which approvals the change cost, for the record; of each step the last approval tells."""
    last = {each.step: each for each in revision.reviews if each.decision is Decision.APPROVE}
    lost = [last[step] for step in stood if not last[step].stands]
    if not lost:
        return ""
    steps = "、".join(f"{STEP_LABELS[each.step]}（{each.reviewer_name}）" for each in lost)
    fields = dict.fromkeys(label for each in lost if each.voided for label in each.voided.fields)
    return f"修改了{'、'.join(fields)}，{steps}的通过不再有效。"
