"""The gazette (政府公报): a month's publications as one issue."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from portal_sync.domain.card import Card
from portal_sync.domain.month import Month


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue and how many documents it has; it is complete once its month is over."""

    month: Month
    count: int
    complete: bool

    @property
    def title(self) -> str:
        return f"政府公报{self.month.year}年第{self.month.number}期"


@dataclass(frozen=True, slots=True)
class Section:
    """What one department published in the month, in the order of days."""

    issuer: str
    cards: Sequence[Card]


def sections_of(cards: Sequence[Card]) -> list[Section]:
    """Group documents by department; a document that was taken back as a mistake is in no issue."""
    readable = sorted(
        (card for card in cards if not card.text_withheld),
        key=lambda card: (card.content.issuer.code, card.content.published_on, card.content.document_number),
    )
    grouped = groupby(readable, key=lambda card: card.content.issuer.name)
    return [Section(issuer, list(group)) for issuer, group in grouped]
