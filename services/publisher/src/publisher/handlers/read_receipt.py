"""What became of a published policy."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from publisher.domain.policies import Policy
from publisher.domain.receipts import Funnel, Moment, Receipt
from publisher.handlers.access import reading_scope
from publisher.handlers.ports import HistoryEntry, Unit
from shared.identity import Principal

_SHOWN_FAILURES: Final = 50
_MILESTONES: Final = (
    ("created", "起草"),
    ("submitted", "提交审核"),
    ("final_approve", "终审通过"),
    ("published", "发布"),
    ("announced", "结果公示"),
    ("finalised", "公示结束"),
)


async def read_receipt(unit: Unit, principal: Principal, policy_id: UUID) -> tuple[Policy, Receipt]:
    """The receipt of a policy that the person may see; raises NotFound."""
    policy = await unit.policies.get(policy_id, department=reading_scope(principal))
    funnel = await unit.receipts.funnel(policy_id)
    receipt = Receipt(
        funnel=funnel,
        messages=await unit.receipts.messages(policy_id),
        revisions=await unit.receipts.revisions(policy),
        failures=await unit.receipts.failures(policy_id, _SHOWN_FAILURES),
        moments=_moments(await unit.history.of(policy_id), policy, funnel),
    )
    return policy, receipt


def _moments(history: Sequence[HistoryEntry], policy: Policy, funnel: Funnel) -> tuple[Moment, ...]:
    """One line of time from draft to final result, with the latest moment of each that was reached."""
    latest = {entry.action: entry for entry in history}
    benefit = policy.live is not None and policy.live.content.benefit is not None
    reached = []
    for action, label in _MILESTONES:
        entry = latest.get(action)
        awaited = benefit or funnel.filed or action not in {"announced", "finalised"}
        if entry or (awaited and policy.withdrawal is None):
            reached.append(Moment(label, entry.at if entry else None, entry.actor_name if entry else ""))
    if policy.withdrawal:
        reached.append(Moment("撤回", policy.withdrawal.withdrawn_at))
    return tuple(reached)
