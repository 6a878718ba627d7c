"""Finalise an announced list once its objection period is over."""

from uuid import UUID

from publisher.domain.results import Announcement
from publisher.handlers.access import acting_department
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.events import ResultsFinalised
from shared.identity import Principal, Role


async def finalise_results(
    unit: Unit, clock: Clock, principal: Principal, announcement_id: UUID
) -> Announcement:
    """Let the list stand; raises Conflict before the last day is over."""
    department = acting_department(principal, Role.DEPARTMENT_PUBLISHER)
    announced = await unit.announcements.lock(announcement_id, department=department)
    final = announced.finalise(clock.today())
    now = clock.now()
    await unit.announcements.save(final)
    policy = await unit.policies.get(final.policy_id, department=department)
    await note(unit, policy, principal, "finalised", at=now, remark=final.title)
    await unit.emit(
        ResultsFinalised(
            announcement_id=final.id,
            revision=final.revision,
            policy_id=final.policy_id,
            policy_title=final.policy_title,
            issuer=final.issuer,
            title=final.title,
            entries=final.entries,
            first_day=final.first_day,
            last_day=final.last_day,
            contact=final.contact,
            finalised_at=now,
        )
    )
    return final
