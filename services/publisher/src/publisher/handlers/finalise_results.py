"""Finalise an announced list once its objection period is over."""

from collections.abc import Sequence
from uuid import UUID

from publisher.domain.result_states import ObjectionState
from publisher.domain.results import Announcement
from publisher.handlers.access import acting_department
from publisher.handlers.decide_objections import DecideObjection, decide_objection
from publisher.handlers.ports import Unit
from publisher.handlers.tell_results import tell_results
from shared.clock import Clock
from shared.identity import Principal, Role


async def finalise_results(
    unit: Unit,
    clock: Clock,
    principal: Principal,
    announcement_id: UUID,
    decisions: Sequence[DecideObjection] = (),
) -> Announcement:
    """Let the list stand; raises Conflict before the last day is over, or while an objection is open.

    Objections may be decided in the same act; either all of it happens or nothing.
    """
    department = acting_department(principal, Role.DEPARTMENT_PUBLISHER)
    await unit.announcements.lock(announcement_id, department=department)
    for decision in decisions:
        await decide_objection(unit, clock, principal, decision)
    announced = await unit.announcements.lock(announcement_id, department=department)
    objections = await unit.objections.of(announcement_id)
    still_open = sum(each.state is ObjectionState.OPEN for each in objections)
    final = announced.finalise(clock.today(), at=clock.now(), open_objections=still_open)
    return await tell_results(unit, clock, principal, final, ("finalised", ""))
