"""The engine's fields, and a policy as one of its documents."""

from typing import Final

from tantivy import Document, Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

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


def to_document(policy: SearchDocument) -> Document:
    """Return the engine's document."""
    made = Document()
    made.add_text("id", policy.policy_id.hex)
    made.add_text("title_text", policy.title)
    for name in TEXTS:
        made.add_text(name, policy.texts[name])
    made.add_text("title_grams", policy.title_grams)
    made.add_text("words", policy.words)
    made.add_text("grams", policy.grams)
    made.add_text("numbers", policy.numbers)
    made.add_text("own_numbers", policy.own_numbers)
    for channel in policy.channels:
        made.add_text("channel", channel)
    for name, value in policy.facets.items():
        if value:
            made.add_text(name, value)
    for one in policy.who:
        made.add_text("who", one)
    made.add_text("kind", "benefit" if policy.who else "document")
    _add_numbers(made, policy)
    return made


def _add_numbers(made: Document, policy: SearchDocument) -> None:
    expires = ALWAYS if policy.expires_on is None else policy.expires_on.toordinal()
    made.add_integer("published", policy.published_on.toordinal())
    made.add_integer("expires", NEVER if policy.withdrawn else expires)
    made.add_integer("amount", min(policy.amount, ALWAYS))
    for n, (opens, closes) in enumerate(_places(policy)):
        made.add_integer(f"opens{n}", opens)
        made.add_integer(f"closes{n}", closes)
    for fact, asked in policy.ranges.items():
        made.add_integer(f"{fact}_least", asked.least)
        made.add_integer(f"{fact}_most", asked.most)


def _places(policy: SearchDocument) -> list[tuple[int, int]]:
    if policy.standing_open:
        return [(NEVER, ALWAYS)]
    latest: list[Window] = sorted(policy.windows, key=lambda window: window.last)[-PLACES:]
    return [(window.first.toordinal(), window.last.toordinal()) for window in latest]
