"""The engine's fields, and a policy as one of its documents."""

from typing import Any, Final
from uuid import UUID

import msgspec
from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from portal_sync.domain.admission import NO_END
from portal_sync.domain.search_document import RANGED, SearchDocument
from shared.events import Window

TEXTS: Final = ("title", "keywords", "summary", "body")
FACETS: Final = ("channel", "theme", "department", "genre", "year", "benefit")
# Windows of one policy that are looked at: those that close last.
PLACES: Final = 3
ALWAYS: Final = NO_END
NEVER: Final = 0
_WORDS: Final = "words"


def make_index() -> Index:
    """Return an empty index in memory."""
    index = Index(_schema())
    index.register_tokenizer(_WORDS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


def _schema() -> Schema:
    made = SchemaBuilder()
    made.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        made.add_text_field(name, tokenizer_name=_WORDS, index_option="freq")
    made.add_text_field("title_grams", tokenizer_name=_WORDS, index_option="position")
    for name in ("words", "grams", "numbers", "own_numbers"):
        made.add_text_field(name, tokenizer_name=_WORDS, index_option="basic")
    made.add_text_field("title_text", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        made.add_text_field(
            name, stored=name == "channel", fast=True, tokenizer_name="raw", index_option="basic"
        )
    for name in ("who", "kind"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic")
    numbers = ["published", "expires", "amount"]
    numbers += [f"{name}{n}" for n in range(PLACES) for name in ("opens", "closes")]
    numbers += [f"{fact}_{end}" for fact in RANGED for end in ("least", "most")]
    for name in numbers:
        made.add_integer_field(name, indexed=True, fast=True)
    return made.build()


class Indexed(msgspec.Struct, frozen=True, array_like=True):
    """A policy as the engine takes it in: a document as JSON, and the words that it goes by."""

    policy_id: UUID
    named: tuple[str, ...]
    document: str


def indexed(policy: SearchDocument) -> Indexed:
    """Return the policy as the engine takes it in."""
    made: dict[str, Any] = {
        "id": policy.policy_id.hex,
        "title_text": policy.title,
        "title_grams": policy.title_grams,
        "words": policy.words,
        "grams": policy.grams,
        "numbers": policy.numbers,
        "own_numbers": policy.own_numbers,
        "channel": policy.channels,
        "who": policy.who,
        "kind": "benefit" if policy.who else "document",
    }
    made |= policy.texts
    made |= {name: value for name, value in policy.facets.items() if value}
    made |= _numbers(policy)
    return Indexed(policy.policy_id, policy.named, msgspec.json.encode(made).decode())


def _numbers(policy: SearchDocument) -> dict[str, int]:
    expires = ALWAYS if policy.expires_on is None else policy.expires_on.toordinal()
    made = {
        "published": policy.published_on.toordinal(),
        "expires": NEVER if policy.withdrawn else expires,
        "amount": min(policy.amount, ALWAYS),
    }
    for n, (opens, closes) in enumerate(_places(policy)):
        made |= {f"opens{n}": opens, f"closes{n}": closes}
    for fact, asked in policy.ranges.items():
        made |= {f"{fact}_least": asked.least, f"{fact}_most": asked.most}
    return made


def _places(policy: SearchDocument) -> list[tuple[int, int]]:
    if policy.standing_open:
        return [(NEVER, ALWAYS)]
    latest: list[Window] = sorted(policy.windows, key=lambda window: window.last)[-PLACES:]
    return [(window.first.toordinal(), window.last.toordinal()) for window in latest]
