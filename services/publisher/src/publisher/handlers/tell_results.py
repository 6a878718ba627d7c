"""Write an announcement as it is now, and tell it whole: to the record, the history, the channels."""

from datetime import datetime
from typing import Any

from publisher.domain.results import Announcement
from publisher.handlers.ports import HistoryEntry, Unit
from publisher.handlers.results_ports import AnnouncementStep
from shared.clock import Clock
from shared.events import ResultsAnnounced, ResultsFinalised
from shared.identity import Principal


async def tell_results(
    unit: Unit, clock: Clock, principal: Principal, announcement: Announcement, done: tuple[str, str]
) -> Announcement:
    """Record the newest revision; `done` is the act and a remark, in which nothing of an objection may be."""
    action, remark = done
    now = clock.now()
    event = results_event(announcement, now)
    if announcement.revision == 1:
        await unit.announcements.add(announcement)
    else:
        await unit.announcements.save(announcement)
    await unit.announcements.add_step(
        AnnouncementStep(
            announcement_id=announcement.id,
            revision=announcement.revision,
            event=event.event_type,
            action=action,
            at=now,
            actor=principal.subject,
            actor_name=principal.name,
            note=remark,
        )
    )
    said = "：".join(part for part in (announcement.title, remark) if part)
    entry = HistoryEntry(announcement.policy_id, now, principal.subject, principal.name, action, note=said)
    await unit.history.add(entry)
    await unit.emit(event)
    return announcement


def results_event(announcement: Announcement, now: datetime) -> ResultsAnnounced | ResultsFinalised:
    """What the public may see of it: entries that are suspended, removed or taken down are not in it."""
    whole: dict[str, Any] = {
        "announcement_id": announcement.id,
        "revision": announcement.revision,
        "policy_id": announcement.policy_id,
        "policy_title": announcement.policy_title,
        "issuer": announcement.issuer,
        "title": announcement.title,
        "entries": announcement.shown,
        "first_day": announcement.first_day,
        "last_day": announcement.last_day,
        "contact": announcement.contact,
        "taken_down": announcement.taken_down.reason if announcement.taken_down else "",
    }
    if announcement.finalised_at is not None:
        return ResultsFinalised(**whole, finalised_at=announcement.finalised_at)
    return ResultsAnnounced(**whole, announced_at=now)
