"""Take from the public what must not stay: a whole list, one enterprise, one remark."""

from uuid import UUID

from publisher.domain.results import Announcement
from publisher.handlers.access import acting_department
from publisher.handlers.ports import Unit
from publisher.handlers.tell_results import tell_results
from shared.clock import Clock
from shared.identity import Principal, Role


async def take_down_results(
    unit: Unit, clock: Clock, principal: Principal, announcement_id: UUID, reason: str
) -> Announcement:
    """Show the list to nobody any more; its address says the reason."""
    announcement = await _lock(unit, principal, announcement_id)
    gone = announcement.take_down(reason[:2000], clock.now())
    return await tell_results(unit, clock, principal, gone, ("taken_down", reason.strip()[:2000]))


async def remove_entry(
    unit: Unit, clock: Clock, principal: Principal, announcement_id: UUID, code: str
) -> Announcement:
    """Take one enterprise off the list for good."""
    announcement = await _lock(unit, principal, announcement_id)
    return await tell_results(
        unit, clock, principal, announcement.remove(code), ("entry_removed", f"移除 {code}")
    )


async def redact_entry(
    unit: Unit, clock: Clock, principal: Principal, announcement_id: UUID, code: str
) -> Announcement:
    """Empty an enterprise's remark; no channel shows it from then on."""
    announcement = await _lock(unit, principal, announcement_id)
    return await tell_results(
        unit, clock, principal, announcement.redact(code), ("entry_redacted", f"删去 {code} 的说明")
    )


async def _lock(unit: Unit, principal: Principal, announcement_id: UUID) -> Announcement:
    department = acting_department(principal, Role.DEPARTMENT_PUBLISHER)
    return await unit.announcements.lock(announcement_id, department=department)
