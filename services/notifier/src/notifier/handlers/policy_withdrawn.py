"""A policy was withdrawn: its reminders end, and those who were told they are eligible are told why."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.kinds import MessageKind, Told
from notifier.domain.message import Message
from notifier.domain.policy import Withdrawal, brief_of_withdrawn
from notifier.domain.standing import Standing
from notifier.handlers.learn_policy import learn_withdrawal
from notifier.handlers.ports import Tools
from notifier.handlers.tell import tell
from shared.events import PolicyWithdrawn


async def policy_withdrawn(session: AsyncSession, event: PolicyWithdrawn, *, tools: Tools) -> None:
    """Tell each enterprise once, whether this or the matcher's own word of the withdrawal comes first."""
    desk = tools.desk(session)
    withdrawal = Withdrawal(kind=event.kind, reason=event.reason, successor=event.successor)
    await desk.store.policies.remember(event.policy_id, event.revision, brief_of_withdrawn(event), withdrawal)
    policy = await learn_withdrawal(desk, event.policy_id, event.revision)
    if not policy.withdrawn:
        return
    told = await desk.store.standings.lock_told_eligible(event.policy_id)
    await desk.store.standings.save(
        event.policy_id, [standing._replace(told=Told.WITHDRAWN) for standing in told]
    )
    await tell(desk, list(withdrawal_messages(event.policy_id, event.revision, told)))


def withdrawal_messages(policy_id: UUID, revision: int, standings: Iterable[Standing]) -> Iterable[Message]:
    """Return what to tell these enterprises of the withdrawal that is `revision` of the policy."""
    for standing in standings:
        yield Message(
            credit_code=standing.credit_code,
            policy_id=policy_id,
            policy_revision=revision,
            kind=MessageKind.POLICY_WITHDRAWN,
            occasion=f"r{revision}",
            details={"enterprise_name": standing.enterprise_name},
        )
