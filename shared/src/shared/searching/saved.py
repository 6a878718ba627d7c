"""Whether a policy is one that a saved search waits for; whoever has the policy can tell, without index."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from shared.events import PolicyContent
from shared.searching.words import alternatives, synonyms

_RUN: Final = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")
# Of a longer phrase not every pair has to occur: 研发补贴 also means 研发费用补贴.
_SHARE_NEEDED: Final = 0.6
_LONGEST: Final = 100


class SavedSearch(BaseModel):
    """What somebody wants to hear of: words as typed, and facets as the search page's address has them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    q: str = Field(default="", max_length=2 * _LONGEST)
    theme: str = ""
    department: str = ""
    genre: str = ""
    benefit: str = ""

    @property
    def says_something(self) -> bool:
        """Whether it chooses at all; one that does not is satisfied by nothing."""
        return bool(_RUN.search(fold(self.q)) or self.theme or self.department or self.genre or self.benefit)


def matches(saved: SavedSearch, policy: PolicyContent) -> bool:
    """Tell whether a policy satisfies a saved search: every facet, and enough of its words or their like."""
    kind = policy.benefit.kind.value if policy.benefit is not None else ""
    facets = (
        (saved.theme, policy.theme),
        (saved.department, policy.issuer.code),
        (saved.genre, policy.genre),
        (saved.benefit, kind),
    )
    if not saved.says_something or any(wanted and wanted != has for wanted, has in facets):
        return False
    return occurs_in(saved.q, "\n".join(_texts(policy)))


def occurs_in(typed: str, text: str) -> bool:
    """Tell whether enough of what was typed, or words for the same, occur in a text."""
    return _enough(_asked(typed), fold(text))


def searches_in(searches: Iterable[str], text: str) -> list[str]:
    """Return those of many searches of which each word, or enough of it or of its like, occurs in a text.

    What is not made of characters or digits has to occur as it is.
    """
    folded = fold(text)
    return [search for search in searches if all(_occurs(word, folded) for word in search.split())]


def _occurs(word: str, folded: str) -> bool:
    parts = _asked(word)
    return _enough(parts, folded) if parts else fold(word) in folded


def _enough(parts: tuple[tuple[str, ...], ...], folded: str) -> bool:
    present = sum(any(word in folded for word in words) for words in parts)
    return present >= _SHARE_NEEDED * len(parts)


@lru_cache(maxsize=32768)
def _asked(typed: str) -> tuple[tuple[str, ...], ...]:
    return tuple(_parts(fold(typed[:_LONGEST])))


def fold(text: str) -> str:
    """Return `text` in half-width small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def _parts(typed: str) -> Iterator[tuple[str, ...]]:
    """Yield what has to occur: words of the field with their like, and pairs of neighbouring characters."""
    for run in _RUN.findall(typed):
        if run[0] < "\u3400":
            yield (run,)
            continue
        at = 0
        for start, word in _known(run):
            yield from _pairs(run[at:start])
            yield (word, *alternatives(word))
            at = start + len(word)
        yield from _pairs(run[at:])


def _known(run: str) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(run):
        word = next((word for word in _by_first().get(run[at], ()) if run.startswith(word, at)), "")
        if word:
            yield at, word
        at += len(word) or 1


@cache
def _by_first() -> dict[str, list[str]]:
    by_first: dict[str, list[str]] = {}
    for word in sorted(synonyms(), key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word)
    return by_first


def _pairs(run: str) -> Iterator[tuple[str, ...]]:
    if run:
        yield from ((pair,) for pair in [run[n : n + 2] for n in range(len(run) - 1)] or [run])


def _texts(policy: PolicyContent) -> Iterator[str]:
    yield from (policy.title, policy.document_number, policy.issuer.name, policy.summary, *policy.keywords)
    if policy.benefit is not None:
        yield policy.benefit.amount_text
    yield policy.body
    yield from (f"{one.title}\n{one.body}" for one in policy.interpretations)
