"""Withdraw a policy, with a type and a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from publisher.domain.policies import Policy
from publisher.domain.states import Action
from publisher.handlers.access import acting_department
from publisher.handlers.allowed import roles_for
from publisher.handlers.link_references import link_references
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.events import PolicyReference, PolicyWithdrawn, WithdrawalKind
from shared.identity import Principal

_NEEDS_SUCCESSOR = frozenset({WithdrawalKind.AMENDED, WithdrawalKind.MERGED})


@dataclass(frozen=True)
class WithdrawPolicy:
    """Why a policy is no longer in force, and what takes its place."""

    policy_id: UUID
    kind: WithdrawalKind
    reason: str
    successor: PolicyReference | None = None


async def withdraw_policy(unit: Unit, clock: Clock, principal: Principal, command: WithdrawPolicy) -> Policy:
    """End the policy. The tombstone's revision is newer than any, so that no late event brings it back."""
    department = acting_department(principal, *roles_for(Action.WITHDRAW))
    _check(command)
    successor = await _linked(unit, command)
    policy = await unit.policies.lock(command.policy_id, department=department)
    reason = command.reason.strip()
    await end_policy(unit, policy, principal, command.kind, reason, now=clock.now(), successor=successor)
    return policy


async def end_policy(
    unit: Unit,
    policy: Policy,
    principal: Principal,
    kind: WithdrawalKind,
    reason: str,
    *,
    now: datetime,
    successor: PolicyReference | None = None,
) -> None:
    """Withdraw a locked policy and tell of it."""
    live = policy.in_force(Action.WITHDRAW)
    withdrawal = policy.withdraw(kind, reason, successor, now)
    content = live.published_content()
    await unit.policies.save(policy)
    await note(unit, policy, principal, "withdrawn", at=now, revision=withdrawal.revision, remark=reason)
    await unit.emit(
        PolicyWithdrawn(
            policy_id=policy.id,
            revision=withdrawal.revision,
            withdrawn_at=now,
            kind=withdrawal.kind,
            reason=withdrawal.reason,
            title=content.title,
            document_number=content.document_number,
            issuer=content.issuer,
            channels=live.channels,
            successor=withdrawal.successor,
        )
    )


async def _linked(unit: Unit, command: WithdrawPolicy) -> PolicyReference | None:
    """The successor, known by its id where Huiqi published it."""
    if command.successor is None:
        return None
    stated = DraftContent(replaced_by=(command.successor,))
    try:
        [successor] = (await link_references(unit, stated, command.policy_id)).replaced_by
    except Invalid as refusal:
        raise Invalid(str(refusal), "/successor") from refusal
    return successor


def _check(command: WithdrawPolicy) -> None:
    if not command.reason.strip():
        raise Invalid("请写明撤回的原因，公众会在原网址看到它。", "/reason")
    if command.kind in _NEEDS_SUCCESSOR and command.successor is None:
        raise Invalid("修改或合并时要写明取代它的文件。", "/successor")
