"""How a policy stands to other documents, said by either of the two."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from publisher.domain import document_numbers
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from shared.events import PolicyReference


class RelationKind(StrEnum):
    """What a policy may say of another document; the fields of its content."""

    BASIS = "basis"
    IMPLEMENTS = "implements"
    REPLACES = "replaces"
    REPLACED_BY = "replaced_by"


LABELS: Final = {
    RelationKind.BASIS: "依据",
    RelationKind.IMPLEMENTS: "贯彻落实",
    RelationKind.REPLACES: "替代的文件",
    RelationKind.REPLACED_BY: "被下列文件替代",
}
# What another document's saying so means for this one.
INVERSE_LABELS: Final = {
    RelationKind.BASIS: "以本文件为依据的文件",
    RelationKind.IMPLEMENTS: "贯彻落实本文件的文件",
    RelationKind.REPLACES: "被下列文件替代",
    RelationKind.REPLACED_BY: "替代的文件",
}


def references(content: DraftContent) -> Iterator[tuple[RelationKind, int, PolicyReference]]:
    """Every reference with its kind and place."""
    for kind in RelationKind:
        for place, reference in enumerate(getattr(content, kind)):
            yield kind, place, reference


def proper(reference: PolicyReference) -> PolicyReference:
    """With the document number in its proper form where it has one; laws and outside papers keep theirs."""
    try:
        number = document_numbers.normalise(reference.document_number)
    except Invalid:
        number = reference.document_number.strip()
    return reference.model_copy(update={"document_number": number, "title": reference.title.strip()})


def from_line(line: str) -> PolicyReference:
    """What a person typed on one line: a document number and a title, or a title alone."""
    number, _, title = line.strip().partition(" ")
    if not number.endswith("号"):
        number, title = "", line
    return proper(PolicyReference(document_number=number, title=title.strip().strip("《》")))


def as_line(reference: PolicyReference) -> str:
    """The line that a person would type."""
    return f"{reference.document_number} {reference.title}".strip()
