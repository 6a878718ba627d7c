"""My deadlines as entries of a calendar (日历): each keeps its identity when its day moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.events import ServiceItem, Window

# So long a deadline that has passed stays where one looks back at the week.
_LOOK_BACK: Final = timedelta(days=14)


class EntryKind(StrEnum):
    """What happens on the day."""

    OPENING = "opening"
    DEADLINE = "deadline"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True, slots=True)
class Filing:
    """A policy that an enterprise can file for. `changed_at` is when it was last told of a change."""

    policy_id: UUID
    title: str
    amount_text: str
    service_item: ServiceItem | None
    windows: tuple[Window, ...]
    windows_revision: int
    filed_on: date | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Supplement:
    """An application whose supplement is asked for by a day."""

    application_id: str
    policy_id: UUID
    title: str
    due_on: date
    revision: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of a calendar (RFC 5545): `uid` stays, `sequence` grows when the day moves."""

    uid: str
    kind: EntryKind
    day: date
    policy_id: UUID
    title: str
    sequence: int
    changed_at: datetime
    amount_text: str = ""
    service_item: ServiceItem | None = None


def entries(filings: Sequence[Filing], supplements: Sequence[Supplement], today: date) -> list[Entry]:
    """Return what lies ahead or has just passed. A round in which the enterprise has filed has none."""
    found = [entry for filing in filings for entry in _of_filing(filing, today)]
    found += [_of_supplement(supplement) for supplement in supplements]
    return sorted((it for it in found if it.day >= today - _LOOK_BACK), key=lambda it: (it.day, it.uid))


def _of_filing(filing: Filing, today: date) -> Iterator[Entry]:
    in_order = sorted(filing.windows, key=lambda window: window.first)
    for number, window in enumerate(in_order, start=1):
        if filing.filed_on is not None and filing.filed_on >= window.first:
            continue
        days = [(EntryKind.DEADLINE, window.last)]
        if window.first > today:
            days.insert(0, (EntryKind.OPENING, window.first))
        for kind, day in days:
            # A policy's rounds are told apart by their order: days are what may change.
            uid = f"{filing.policy_id}-{number}-{kind}"
            yield Entry(
                uid,
                kind,
                day,
                filing.policy_id,
                filing.title,
                filing.windows_revision,
                filing.changed_at,
                filing.amount_text,
                filing.service_item,
            )


def _of_supplement(supplement: Supplement) -> Entry:
    return Entry(
        f"{supplement.application_id}-{EntryKind.SUPPLEMENT}",
        EntryKind.SUPPLEMENT,
        supplement.due_on,
        supplement.policy_id,
        supplement.title,
        supplement.revision,
        supplement.changed_at,
    )
