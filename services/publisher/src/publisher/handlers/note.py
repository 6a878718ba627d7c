"""Write one line of a policy's history."""

from datetime import datetime

from publisher.domain.policies import Policy
from publisher.handlers.ports import HistoryEntry, Unit
from shared.identity import Principal


async def note(
    unit: Unit,
    policy: Policy,
    principal: Principal,
    action: str,
    *,
    at: datetime,
    revision: int | None = None,
    remark: str = "",
) -> None:
    """Record who did what; in the transaction of what was done."""
    entry = HistoryEntry(
        policy_id=policy.id,
        at=at,
        actor=principal.subject,
        actor_name=principal.name,
        action=action,
        revision=revision,
        note=remark,
        to_state=policy.shown.state,
    )
    await unit.history.add(entry)
