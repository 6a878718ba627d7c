"""The proposed tree of a notice's paragraphs: what must hold, by its outline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from publisher.domain.extraction.conditions.atoms import Context
from publisher.domain.extraction.conditions.exceptions import Change, change_of, looks_like_change, unread
from publisher.domain.extraction.conditions.modes import Mode, mode_of, named_members, without_mode
from publisher.domain.extraction.conditions.sentences import Reader
from publisher.domain.extraction.conditions.terms import Source, Term, group, manual
from publisher.domain.extraction.numbering import Item

__all__ = ["Context", "Proposal", "propose"]

_MOST_NODES = 180
_MOST_LEVELS = 8
_MOST_CHANGES = 20


@dataclass(frozen=True)
class Proposal:
    """A tree of the criteria language, where each node came from, and what was no condition."""

    tree: dict[str, Any]
    sources: tuple[Source, ...]
    remarks: tuple[str, ...] = ()


@dataclass
class _Reading:
    reader: Reader
    changes: dict[int, list[Change]] = field(default_factory=dict)
    consumed: set[int] = field(default_factory=set)


def propose(sections: Sequence[Item], context: Context, *, excluded: Sequence[Item] = ()) -> Proposal | None:
    """The tree of the sections that say who may file, and who may not; None where none do."""
    reading = _Reading(Reader(context))
    for section in (*sections, *excluded):
        _find_changes(reading, section)
    terms = [term for section in sections if (term := _term(reading, section))]
    barred = [term for section in excluded if (term := _term(reading, section, inverted=True))]
    if not terms and not barred:
        return None
    term = _fitting(group("all", [*terms, *barred]))
    return Proposal(term.tree(), tuple(term.sources()), tuple(reading.reader.remarks))


def _find_changes(reading: _Reading, section: Item) -> None:
    """Exceptions first, for they may stand after what they change."""
    items = [item for item in section.walk() if item.text]
    apart = Reader(reading.reader.context, budget=200)
    for item in items:
        for sentence in re.split(r"(?<=[。；])", item.text):
            if not looks_like_change(sentence) or len(reading.changes) >= _MOST_CHANGES:
                continue
            others = [each for each in items if each is not item or item.number]
            change = change_of(apart, sentence, others)
            if change is not None:
                named = Change(change.target, change.instead.at(item.clause))
                reading.changes.setdefault(id(change.target), []).append(named)
                item.text = item.text.replace(sentence, "")


def _term(reading: _Reading, item: Item, *, inverted: bool = False) -> Term | None:
    """An item with what stands under it."""
    lead, rest = _lead(item)
    mode = mode_of(lead) if item.children else Mode()
    own = [term for text in (rest, without_mode(lead)) if text and (term := _paragraph(reading, text))]
    below = _lots(reading, lead, item.children) or _children(reading, item.children)
    if mode.kind == "none" or (inverted and below):
        below = [Term("not", children=(_grouped(Mode("any"), below),))] if below else []
        term = group("all", [*own, *below]) if own or below else None
    elif inverted:
        term = Term("not", children=(group("any", own),)) if own else None
    else:
        listed = [_grouped(Mode() if named_members(lead) else mode, below)] if below else []
        term = group("all", [*own, *listed]) if own or listed else None
    if term is None:
        return None
    term = term.at(item.clause)
    for change in reading.changes.get(id(item), ()):
        term = change.apply(term)
    return term


def _lead(item: Item) -> tuple[str, str]:
    """The sentence that announces the list under an item, and what stands before it."""
    if not item.children:
        return "", item.text
    sentences = [part for part in re.split(r"(?<=[。；])", item.text) if part]
    if not sentences:
        return "", ""
    # A short heading says nothing but may say how the list holds.
    return sentences[-1].rstrip("。："), "".join(sentences[:-1])


def _paragraph(reading: _Reading, text: str) -> Term | None:
    if looks_like_change(text):
        return group(
            "all",
            [
                _unread_or_plain(reading, part)
                for part in re.split(r"(?<=[。；])", text)
                if part.strip("。；")
            ],
        )
    if _is_heading(text):
        return None
    return reading.reader.paragraph(text)


def _unread_or_plain(reading: _Reading, text: str) -> Term:
    if looks_like_change(text):
        return unread(text)
    return reading.reader.paragraph(text) or manual(text)


def _is_heading(text: str) -> bool:
    """申报条件, 基本条件, （一）专项条件: a title over what follows."""
    return bool(
        re.fullmatch(r"[^，。；]{0,12}(?:条件|要求|对象|范围|主体|标准|资格)(?:如下)?[：:]?", text)
    ) and not re.search(r"\d|不|上年", text)


def _children(reading: _Reading, items: Sequence[Item]) -> list[Term]:
    """The items' conditions; those that 或 joins at the end of a line are one. An unnumbered sentence that
    announces a list heads the numbered ones after it only in the outline, which has seen to that."""
    terms: list[Term] = []
    joined = False
    for item in items:
        term = _term(reading, item)
        ends_in_or = bool(re.search(r"[；，]?或者?[；：。]?$", item.text))
        if term is not None:
            if joined and terms:
                terms[-1] = group("any", [terms[-1], term])
            else:
                terms.append(term)
        joined = ends_in_or
    return terms


def _lots(reading: _Reading, lead: str, items: Sequence[Item]) -> list[Term]:
    """The members in the lots that the lead names; those that it does not name must all hold."""
    terms: list[Term] = []
    lots = named_members(lead)
    numbered = {item.number for item in items}
    if not lots or not all(members <= numbered for _, members in lots):
        return []
    for mode, members in lots:
        below = _children(reading, [item for item in items if item.number in members])
        terms += [_grouped(mode, below)] if below else []
    named = set().union(*(members for _, members in lots))
    return terms + _children(reading, [item for item in items if item.number not in named])


def _grouped(mode: Mode, terms: list[Term]) -> Term:
    if mode.kind == "at_least" and len(terms) >= mode.least:
        return Term("at_least", children=tuple(terms), least=mode.least)
    return group("any" if mode.kind == "any" else "all", terms)


def _fitting(term: Term) -> Term:
    """Within the language's limits: what is deeper or more becomes text for a person."""
    if sum(1 for _ in _nodes(term)) > _MOST_NODES or _depth(term) > _MOST_LEVELS:
        said = list(dict.fromkeys(leaf.sentence for leaf in term.leaves() if leaf.sentence))
        return group("all", [manual(sentence, "条件过多，请人工整理。") for sentence in said[:100]])
    return term


def _nodes(term: Term) -> "list[Term]":
    return [term, *(node for child in term.children for node in _nodes(child))]


def _depth(term: Term) -> int:
    return 1 + max((_depth(child) for child in term.children), default=0)
