"""Fires reminders whose time has come: what is still useful is sent, the rest is dropped, on record."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.errands import MANY
from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.reminders import Due, ReminderState, why_not
from notifier.handlers.ports import Desk, Tools
from notifier.handlers.rebuilding import must_wait
from notifier.handlers.tell import tell
from shared.telemetry import links_to, span_from
from shared.telemetry.metrics import REMINDERS_FIRED

BATCH = 500


async def fire_reminders(session: AsyncSession, *, tools: Tools) -> int:
    """Claim up to 500 due reminders and settle each in this transaction; return how many were claimed.

    Reminder and message commit together, so none fires twice, in however many processes this runs.
    """
    if await must_wait(session):
        return 0
    desk, now, today = tools.desk(session), tools.clock.now(), tools.clock.today()
    claimed = await desk.store.reminders.claim_due(now, BATCH)
    reasons = [(due, why_not(due, today)) for due in claimed]
    await _tell(desk, [due for due, reason in reasons if reason is None])
    settled = [
        (due, ReminderState.SENT if reason is None else ReminderState.DROPPED, reason)
        for due, reason in reasons
    ]
    await desk.store.reminders.settle(settled, now)
    for state, count in Counter(state for _, state, _ in settled).items():
        REMINDERS_FIRED.labels(state).inc(count)
    return len(claimed)


async def _tell(desk: Desk, useful: Sequence[Due]) -> None:
    traces = {_trace(due) for due in useful}
    if len(traces) > 1 and len(useful) < MANY:
        # Together, each message with the trace of its own.
        links = links_to([{"traceparent": each} for each in sorted(traces)])
        with span_from("notifier", "fire reminders", None, links=links):
            await tell(desk, [_message(due) for due in useful])
        return
    for traceparent, group in groupby(sorted(useful, key=_trace), key=_trace):
        with span_from("notifier", "fire reminders", traceparent or None):
            await tell(desk, [_message(due) for due in group])


def _trace(due: Due) -> str:
    return due.traceparent or ""


def _message(due: Due) -> Message:
    planned = due.planned
    return Message(
        credit_code=due.credit_code,
        policy_id=due.policy_id,
        policy_revision=due.policy_revision,
        kind=planned.kind,
        occasion=planned.deadline.isoformat(),
        offset=planned.offset,
        details=_details(due),
        traceparent=due.traceparent,
    )


def _details(due: Due) -> dict[str, object]:
    planned = due.planned
    if planned.kind is MessageKind.SUPPLEMENT_DUE:
        return {"application_id": due.awaited, "due_on": planned.deadline.isoformat()}
    return {
        "enterprise_name": due.enterprise_name,
        "window": {"first": planned.opens_on.isoformat(), "last": planned.closes_on.isoformat()},
    }
