"""Which clause of a policy answers a question: the conditions about what was told, and what is given."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal_sync.domain.admission import leaves, mentioned
from portal_sync.domain.query import Query
from shared.criteria import CriteriaError, render, validate
from shared.criteria.catalogue import FACTS, HIERARCHIES
from shared.criteria.codes import chain
from shared.events import Interpretation, PolicyContent

_HEADING: Final = re.compile(
    r"^\s*(第[一二三四五六七八九十百零]+条|[一二三四五六七八九十]+、[^。；，\s]{0,12})"
)
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_MOST: Final = 4
_PARAGRAPHS: Final = 300
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of the policy with the place that it stands in (第四条); empty where that is not known."""

    text: str
    place: str


def clauses(content: PolicyContent, query: Query) -> list[Clause]:
    """Return what the policy says to what a question told of a firm; nothing where it told nothing."""
    if not query.understood.is_for_firm:
        return []
    found = list(_conditions(content, query))[: _MOST - 1]
    given = _given(content)
    return [given, *found] if given is not None else found


def best_passage(content: PolicyContent, query: Query) -> tuple[str, str]:
    """Return what to quote, and from where: the summary, unless a paragraph has more of the words."""
    words = [*query.words, *query.to_mark]
    paragraphs = content.body.split("\n")[:_PARAGRAPHS]
    told = [text for one in content.interpretations for text in _told(one)]
    counts = [_share(text, words) for text in (content.summary, *paragraphs, *told)]
    best = max(range(len(counts)), key=lambda n: (counts[n], -n))
    if best == 0:
        return "内容概述", content.summary
    if best > len(paragraphs):
        return "政策解读", told[best - 1 - len(paragraphs)]
    headings = (_HEADING.match(text) for text in reversed(paragraphs[:best]))
    place = next((heading[1].strip() for heading in headings if heading), "")
    named = place if not place or place.startswith("第") else f"“{place}”"
    return f"正文{named}", paragraphs[best - 1].strip()


def _share(text: str, words: Sequence[str]) -> int:
    folded = text.lower()
    return sum(len(word) for word in words if word in folded)


def _told(one: Interpretation) -> Iterator[str]:
    yield one.body
    yield from (f"{item.question} {item.answer}" for item in one.questions)


def _placed(body: str) -> Iterator[tuple[str, str]]:
    """Yield each paragraph with the article or section that it stands in."""
    place = ""
    for paragraph in body.split("\n")[:_PARAGRAPHS]:
        heading = _HEADING.match(paragraph)
        place = heading[1].strip() if heading else place
        yield place, paragraph.strip()


def _conditions(content: PolicyContent, query: Query) -> Iterator[Clause]:
    understood = query.understood
    told = {one.fact: one.values for one in understood.about_firm}
    figures = {one.fact for one in understood.figures}
    for leaf in leaves(content.criteria):
        fact = leaf["fact"]
        if not isinstance(fact, str) or fact not in {*figures, *told} or not _is_sound(leaf):
            continue
        if fact in figures or _meets(leaf, fact, told[fact]):
            yield Clause(render(leaf).words, str(leaf.get("clause", "")))


def _is_sound(leaf: dict[str, object]) -> bool:
    try:
        validate(leaf)
    except CriteriaError:
        return False
    return True


def _meets(leaf: dict[str, object], fact: str, values: Sequence[str]) -> bool:
    named, kind = mentioned(leaf, fact), FACTS[fact].type
    if not named or kind not in HIERARCHIES:
        return not named or bool(named & set(values))
    above = {link for value in values for link in chain(kind, value)}
    return any(code in above or set(values) & set(chain(kind, code)) for code in named)


def _given(content: PolicyContent) -> Clause | None:
    """Return the sentence that says what is given, found by the figures of the amount."""
    if content.benefit is None:
        return None
    figures = set(_NUMBER.findall(content.benefit.amount_text))
    best, most = None, 0
    for place, text in _placed(content.body):
        common = len(figures & set(_NUMBER.findall(text)))
        if common > most:
            best, most = Clause(_HEADING.sub("", text).strip()[:_LONGEST], place), common
    return best or Clause(content.benefit.amount_text, "")
