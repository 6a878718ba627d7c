"""Finds what fell between and finishes it: matches without message or reminders, messages without delivery.

Every step commits together with its cause, so a sweep finds nothing unless rows were lost. What it does is
what would have been done: the same messages, by their identity, and so nothing twice.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.sweeping import MOST_AT_ONCE, Stage, Untold
from notifier.handlers.ports import Desk, Tools
from notifier.handlers.rebuilding import must_wait
from notifier.handlers.sweep_ports import Findings
from notifier.handlers.tell import tell
from shared.db import after_commit
from shared.events import Verdict

# A window that closes sooner has no reminder left to schedule.
_LEAST_AHEAD: Final = timedelta(days=10)


async def sweep(
    session: AsyncSession, findings: Findings, since: datetime, until: datetime, *, tools: Tools
) -> Counter[Stage] | None:
    """Finish what is found; return how much at each stage, or None where another process sweeps.

    `since` and `until` bound the messages whose deliveries are looked at.
    """
    if await must_wait(session) or not await findings.mine():
        return None
    desk, found = tools.desk(session), Counter[Stage]()
    untold = await findings.untold(MOST_AT_ONCE)
    found[Stage.MATCHES] = await tell(desk, [_message(one) for one in untold])
    found[Stage.ARMING] = await _arm(desk, findings)
    found[Stage.DELIVERIES] = await _queue(desk, findings, since, until)
    return found


async def _arm(desk: Desk, findings: Findings) -> int:
    now = desk.clock.now()
    unarmed = await findings.unarmed(desk.clock.today() + _LEAST_AHEAD, MOST_AT_ONCE)
    for policy_id, codes in unarmed.items():
        await desk.store.reminders.queue_arming(policy_id, codes, now, None)
    return sum(map(len, unarmed.values()))


async def _queue(desk: Desk, findings: Findings, since: datetime, until: datetime) -> int:
    ids, queued = await findings.unqueued(since, until), 0
    for first in range(0, len(ids), MOST_AT_ONCE):
        queued += await desk.store.deliveries.queue(
            ids[first : first + MOST_AT_ONCE], desk.clock.now(), desk.gather
        )
    if queued:
        after_commit(desk.session, desk.wake)
    return queued


def _message(untold: Untold) -> Message:
    """The reasons are not known any more; the page that the message leads to has them."""
    return Message(
        credit_code=untold.credit_code,
        policy_id=untold.policy_id,
        policy_revision=untold.policy_revision,
        kind=MessageKind.NEW_MATCH,
        occasion=f"r{untold.revision}",
        details={
            "enterprise_name": untold.enterprise_name,
            "verdict": Verdict.ELIGIBLE,
            "reasons": [],
            "missing": [],
            "manual_review": False,
        },
    )
