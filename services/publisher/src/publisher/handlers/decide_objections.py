"""Objections to an announced list: write one down, decide it.

Who objects and why stays in the table of objections: no event, history or log line says it, and only the
department's publisher reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from publisher.domain.errors import NotFound
from publisher.domain.objections import Objection
from publisher.domain.result_states import AnnouncementAction, EntryStanding, ObjectionState, next_state
from publisher.domain.results import Announcement
from publisher.handlers.access import acting_department
from publisher.handlers.ports import Unit
from publisher.handlers.tell_results import tell_results
from shared.clock import Clock
from shared.identity import Principal, Role


@dataclass(frozen=True)
class RecordObjection:
    """An objection as it was received; `suspend` hides the entry until it is decided."""

    announcement_id: UUID
    credit_code: str
    objector_name: str
    objector_contact: str
    statement: str
    received_on: date | None = None
    suspend: bool = False


@dataclass(frozen=True)
class DecideObjection:
    """What was found: it stands, it does not, or it was taken back; with the reason."""

    announcement_id: UUID
    objection_id: UUID
    state: ObjectionState
    reason: str


async def read_objections(unit: Unit, principal: Principal, announcement_id: UUID) -> Sequence[Objection]:
    """Every objection to a list of the department; raises NotPermitted for anyone but its publisher."""
    department = acting_department(principal, Role.DEPARTMENT_PUBLISHER)
    await unit.announcements.get(announcement_id, department=department)
    return await unit.objections.of(announcement_id)


async def record_objection(
    unit: Unit, clock: Clock, principal: Principal, command: RecordObjection
) -> Objection:
    """Keep it; where asked, the channels stop showing the entry at once."""
    announcement = await _lock(unit, principal, command.announcement_id)
    next_state(announcement.state, AnnouncementAction.OBJECT)
    objection = Objection(
        id=uuid4(),
        announcement_id=announcement.id,
        credit_code=command.credit_code.strip().upper(),
        objector_name=command.objector_name.strip(),
        objector_contact=command.objector_contact.strip(),
        statement=command.statement.strip(),
        received_on=command.received_on or clock.today(),
        recorded_at=clock.now(),
        recorded_by=principal.subject,
    )
    objection.check(announcement, clock.today())
    await unit.objections.add(objection)
    if command.suspend and announcement.standing_of(objection.credit_code) is EntryStanding.LISTED:
        await _suspend(unit, clock, principal, announcement, objection.credit_code)
    return objection


async def suspend_entry(
    unit: Unit, clock: Clock, principal: Principal, announcement_id: UUID, code: str
) -> Announcement:
    """Hide an entry to which an objection is open."""
    announcement = await _lock(unit, principal, announcement_id)
    return await _suspend(unit, clock, principal, announcement, code)


async def decide_objection(
    unit: Unit, clock: Clock, principal: Principal, command: DecideObjection
) -> Objection:
    """Decide; the entry leaves the list where the objection stands, and returns where none is left open."""
    announcement = await _lock(unit, principal, command.announcement_id)
    objections = {each.id: each for each in await unit.objections.of(announcement.id)}
    if command.objection_id not in objections:
        raise NotFound("没有这件异议。")
    decided = objections[command.objection_id].decide(
        command.state, command.reason, principal.subject, clock.now()
    )
    await unit.objections.save(decided)
    code = decided.credit_code
    still = [each for each in objections.values() if each.id != decided.id and _open_about(each, code)]
    stands = announcement.standing_of(code)
    if decided.state is ObjectionState.UPHELD and stands is not EntryStanding.REMOVED:
        removed = announcement.remove(code)
        await tell_results(unit, clock, principal, removed, ("entry_removed", f"移除 {code}"))
    elif stands is EntryStanding.SUSPENDED and not still and decided.state is not ObjectionState.UPHELD:
        restored = announcement.restore(code)
        await tell_results(unit, clock, principal, restored, ("entry_restored", f"恢复公示 {code}"))
    return decided


async def _lock(unit: Unit, principal: Principal, announcement_id: UUID) -> Announcement:
    department = acting_department(principal, Role.DEPARTMENT_PUBLISHER)
    return await unit.announcements.lock(announcement_id, department=department)


async def _suspend(
    unit: Unit, clock: Clock, principal: Principal, announcement: Announcement, code: str
) -> Announcement:
    objections = await unit.objections.of(announcement.id)
    suspended = announcement.suspend(
        code, {o.credit_code for o in objections if o.state is ObjectionState.OPEN}
    )
    return await tell_results(unit, clock, principal, suspended, ("entry_suspended", f"暂停公示 {code}"))


def _open_about(objection: Objection, code: str) -> bool:
    return objection.state is ObjectionState.OPEN and objection.credit_code == code
