"""Writes entries as iCalendar (RFC 5545, RFC 7986): the same entries give the same bytes."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Final
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from notifier.domain.calendar import Entry, EntryKind

_SUMMARY: Final = {
    EntryKind.OPENING: "开始申报：{}",
    EntryKind.DEADLINE: "申报截止：{}",
    EntryKind.SUPPLEMENT: "补正截止：{}",
}


class ICalendars:
    """Implements `people_ports.CalendarWriter`. Addresses begin with `public_url`."""

    def __init__(self, public_url: str) -> None:
        self._site = public_url.rstrip("/")
        self._host = urlsplit(public_url).hostname or "huiqi"

    def write(self, entries: Sequence[Entry]) -> bytes:
        """Return the calendar."""
        calendar = Calendar()
        calendar.add("prodid", "-//Huiqi//notifier//ZH")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", "惠企申报日程")
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        for entry in entries:
            calendar.add_component(self._event(entry))
        return bytes(calendar.to_ical())

    def _event(self, entry: Entry) -> Event:
        page = f"{self._site}/biz/policies/{entry.policy_id}"
        event = Event()
        event.add("uid", f"{entry.uid}@{self._host}")
        event.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
        event.add("sequence", entry.sequence)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", _SUMMARY[entry.kind].format(entry.title))
        event.add("description", "\n".join(self._lines(entry, page)))
        event.add("url", page)
        event.add("transp", "TRANSPARENT")
        return event

    def _lines(self, entry: Entry, page: str) -> list[str]:
        lines = [f"可获支持：{entry.amount_text}"] if entry.amount_text else []
        if entry.service_item is not None:
            lines.append(f"去申报：{entry.service_item.url}")
        return [*lines, f"查看政策：{page}"]
