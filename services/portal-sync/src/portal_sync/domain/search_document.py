"""What the search index holds of a policy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from portal_sync.domain.document_number import find_numbers
from portal_sync.domain.routing import routed
from portal_sync.domain.source import SourceRecord
from portal_sync.domain.terms import terms
from shared.events import PolicyContent, WithdrawalKind

# PostgreSQL refuses a text search vector above one megabyte; this many terms stay far below it.
MOST_TERMS: Final = 40_000
_GAP: Final = 8


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """`vector` is a tsvector in PostgreSQL's text form: terms with positions and weights A (title) to D."""

    policy_id: UUID
    revision: int
    channels: tuple[str, ...]
    vector: str
    withdrawn: bool
    published_on: date | None
    expires_on: date | None


def search_document(record: SourceRecord) -> SearchDocument | None:
    """Return what to index of a policy; None where its text was never seen or taken back as a mistake."""
    withdrawal, publication = record.standing_withdrawal, record.publication
    channels = tuple(sorted(routed(record.outline)))
    retracted = withdrawal is not None and withdrawal.kind is WithdrawalKind.RETRACTED
    if publication is None or retracted or not channels:
        return None
    content = publication.content
    return SearchDocument(
        policy_id=record.policy_id,
        revision=record.revision,
        channels=channels,
        vector=vector(content),
        withdrawn=withdrawal is not None,
        published_on=content.published_on,
        expires_on=content.expires_on,
    )


def number_term(year: int, serial: int | str) -> str:
    """Return the index term of a document number's year and serial."""
    return f"#{year}#{serial}"


def vector(content: PolicyContent) -> str:
    """Return the weighted terms of a policy's content."""
    placed: list[str] = []
    position = 0
    for weight, text in _weighted_texts(content):
        numbers = [number_term(n.year, n.serial) for n, _ in find_numbers(text) if n.serial is not None]
        for term in (*numbers, *terms(text)):
            position += 1
            placed.append(f"'{term}':{position}{weight}")
        # A gap keeps a phrase from reaching over the border of two fields.
        position += _GAP
        if len(placed) >= MOST_TERMS:
            break
    return " ".join(placed[:MOST_TERMS])


def _weighted_texts(content: PolicyContent) -> Iterator[tuple[str, str]]:
    yield "A", content.title
    yield "A", content.document_number
    yield "B", content.issuer.name
    yield "B", content.index_number
    yield from (("B", word) for word in content.keywords)
    yield "C", content.summary
    if content.benefit is not None:
        yield "C", content.benefit.amount_text
        yield "D", "\n".join(content.benefit.materials)
    yield "D", content.body
    for interpretation in content.interpretations:
        yield "C", interpretation.title
        yield "D", interpretation.body
        yield from (("D", f"{item.question}\n{item.answer}") for item in interpretation.questions)
    yield from (("D", attachment.name) for attachment in content.attachments)
