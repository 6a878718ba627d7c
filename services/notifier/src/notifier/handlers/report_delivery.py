"""Takes note of what is heard of a delivery after it was handed over: sent is not delivered."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.retry import DeliveryState
from notifier.handlers.endpoint_ports import Reported, Suppression
from notifier.handlers.ports import Desk, Tools
from shared.events import NotificationFailed, told_as
from shared.messaging import emit


class Fate(StrEnum):
    """What a report says of a delivery."""

    DELIVERED = "delivered"
    # It will never arrive, for another reason than the address: a full mailbox, a refused content.
    FAILED = "failed"
    # The address is dead.
    BOUNCED = "bounced"
    # The receiver called it unwanted.
    COMPLAINED = "complained"
    DELAYED = "delayed"


@dataclass(frozen=True, slots=True)
class Report:
    """One report; `reason` as the reporting system gave it."""

    delivery_id: UUID
    fate: Fate
    reason: str = ""


async def report_delivery(session: AsyncSession, report: Report, *, tools: Tools) -> bool:
    """Record a report; tell whether its delivery is known. The same report again changes nothing."""
    desk = tools.desk(session)
    reported = await desk.store.delivery_log.reported(report.delivery_id)
    if reported is None:
        return False
    now, reason = desk.clock.now(), (report.reason or report.fate.value)[:500]
    match report.fate:
        case Fate.DELIVERED:
            await desk.store.delivery_log.confirm(reported.id)
        case Fate.DELAYED:
            await desk.store.delivery_log.note(reported, reason, now)
        case Fate.FAILED:
            await _fail(desk, reported, reason)
        case Fate.BOUNCED:
            await _fail(desk, reported, reason)
            await _suppress(desk, reported, reason)
        case Fate.COMPLAINED:
            await _suppress(desk, reported, reason)
    return True


async def _fail(desk: Desk, reported: Reported, reason: str) -> None:
    if reported.state not in (DeliveryState.SENT, DeliveryState.DELIVERED):
        return
    now = desk.clock.now()
    await desk.store.delivery_log.fail(reported, reason, now)
    failed = NotificationFailed(
        message_id=reported.message_id,
        credit_code=reported.credit_code,
        policy_id=reported.policy_id,
        policy_revision=reported.policy_revision,
        kind=reported.kind,
        endpoint=told_as(reported.endpoint.kind),
        by=reported.endpoint.kind.value,
        failed_at=now,
        attempts=reported.attempts,
        reason=reason,
    )
    await emit(desk.session, failed)


async def _suppress(desk: Desk, reported: Reported, reason: str) -> None:
    endpoint = reported.endpoint
    await desk.store.suppressions.add(Suppression(endpoint.kind, endpoint.address, reason, desk.clock.now()))
