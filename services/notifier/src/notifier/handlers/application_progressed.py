"""An application reached a state: the enterprise is told, and its reminders for this round end."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.reminders import plan_supplement
from notifier.handlers.ports import Desk, Tools
from notifier.handlers.tell import tell
from shared.clock import SHANGHAI
from shared.events import ApplicationProgressed, ApplicationState
from shared.telemetry import current_traceparent


async def application_progressed(
    session: AsyncSession, event: ApplicationProgressed, *, tools: Tools
) -> None:
    """Record the state, cancel reminders of windows that were open when it was filed, and tell."""
    desk = tools.desk(session)
    if await desk.store.enterprises.gone([event.credit_code]):
        return
    day = event.occurred_at.astimezone(SHANGHAI).date()
    filed_on = await desk.store.applications.save(event, day)
    await desk.store.reminders.cancel_filed(event.policy_id, event.credit_code, filed_on, desk.clock.now())
    await _remind_of_supplement(desk, event, day)
    policy = await desk.store.policies.peek(event.policy_id)
    message = Message(
        credit_code=event.credit_code,
        policy_id=event.policy_id,
        policy_revision=policy.revision if policy else 0,
        kind=MessageKind.PROGRESS,
        occasion=f"{event.application_id}/r{event.revision}",
        details=event.model_dump(mode="json", include=_TOLD),
    )
    await tell(desk, [message])


_TOLD = {"application_id", "policy_title", "state", "occurred_at", "due_on", "amount_yuan", "note"}


async def _remind_of_supplement(desk: Desk, event: ApplicationProgressed, day: date) -> None:
    """Reminders of a supplement that was handed in, or whose day moved, end; those of a new day begin."""
    now, reminders = desk.clock.now(), desk.store.reminders
    await reminders.cancel_supplements(event.policy_id, event.credit_code, now)
    if event.state is not ApplicationState.SUPPLEMENT_REQUIRED or event.due_on is None:
        return
    planned = plan_supplement(day, event.due_on, now)
    await reminders.arm_supplement(event.policy_id, event.credit_code, planned, current_traceparent())
