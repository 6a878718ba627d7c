"""Announce the list of approved enterprises, open to objection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from publisher.domain.errors import Conflict, Invalid
from publisher.domain.plausible import check_day
from publisher.domain.results import Announcement, shortest
from publisher.handlers.access import acting_department
from publisher.handlers.note import note
from publisher.handlers.ports import Unit
from shared.clock import Clock
from shared.events import Contact, ResultEntry, ResultsAnnounced
from shared.identity import Principal, Role


@dataclass(frozen=True)
class AnnounceResults:
    """The list. Without days: from today for the shortest time that the rules allow."""

    policy_id: UUID
    title: str
    entries: Sequence[ResultEntry]
    contact: Contact
    first_day: date | None = None
    last_day: date | None = None


async def announce_results(
    unit: Unit, clock: Clock, principal: Principal, command: AnnounceResults
) -> Announcement:
    """Announce; raises Invalid for an empty list or a period of fewer than five working days."""
    department = acting_department(principal, Role.DEPARTMENT_PUBLISHER)
    policy = await unit.policies.lock(command.policy_id, department=department)
    if policy.live is None:
        raise Conflict("这项政策没有在执行，不能公示结果。")
    first = command.first_day or clock.today()
    if first < clock.today():
        raise Invalid("公示的第一天不能早于今天。", "/first_day")
    check_day(first, "/first_day")
    content = policy.live.published_content()
    announcement = Announcement(
        id=uuid4(),
        policy_id=policy.id,
        policy_title=content.title,
        issuer=content.issuer,
        title=command.title.strip() or f"{content.title}结果公示",
        entries=tuple(command.entries),
        first_day=first,
        last_day=command.last_day or shortest(first),
        contact=command.contact,
    )
    announcement.check()
    now = clock.now()
    await unit.announcements.add(announcement)
    await note(unit, policy, principal, "announced", at=now, remark=announcement.title)
    await unit.emit(
        ResultsAnnounced(
            announcement_id=announcement.id,
            revision=announcement.revision,
            policy_id=policy.id,
            policy_title=announcement.policy_title,
            issuer=announcement.issuer,
            title=announcement.title,
            entries=announcement.entries,
            first_day=announcement.first_day,
            last_day=announcement.last_day,
            contact=announcement.contact,
            announced_at=now,
        )
    )
    return announcement
