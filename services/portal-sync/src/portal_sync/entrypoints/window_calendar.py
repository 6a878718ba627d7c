"""Filing windows (申报期) as an iCalendar file (RFC 5545) that calendars subscribe to."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from icalendar import Calendar, Event

from portal_sync.domain.card import Card
from portal_sync.entrypoints.syndication import Addressed
from shared.events import Window

_PRODUCT: Final = "-//Shanghai Putuo//Huiqi filing windows//ZH"
_REFRESH: Final = "PT6H"


def window_calendar(addressed: Addressed, name: str, cards: Sequence[Card]) -> bytes:
    """Return a whole-day event for the last day of each window of the policies in force."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("x-published-ttl", _REFRESH)
    for card in cards:
        if card.content.benefit is not None and card.standing.in_force:
            for window in card.content.benefit.windows:
                calendar.add_component(_last_day(addressed, card, window))
    written: bytes = calendar.to_ical()
    return written


def _last_day(addressed: Addressed, card: Card, window: Window) -> Event:
    content = card.content
    event = Event()
    event.add("uid", _uid(card.policy_id, window))
    event.add("dtstamp", card.mirrored_at or datetime.combine(content.published_on, datetime.min.time(), UTC))
    event.add("sequence", card.revision)
    event.add("summary", f"申报截止：{_printable(content.title)}")
    event.add("dtstart", window.last)
    event.add("dtend", window.last + timedelta(days=1))
    amount = content.benefit.amount_text if content.benefit is not None else ""
    dates = f"申报期：{window.first.isoformat()} 至 {window.last.isoformat()}"
    event.add(
        "description", _printable("\n".join(part for part in (amount, dates, content.issuer.name) if part))
    )
    event.add("url", addressed.policy(card.policy_id))
    event.add("categories", [content.theme])
    event.add("transp", "TRANSPARENT")
    return event


def _uid(policy_id: UUID, window: Window) -> str:
    # A moved deadline moves the event; another window is another event.
    return f"{policy_id}-{window.first.isoformat()}@huiqi"


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable() or character == "\n")
