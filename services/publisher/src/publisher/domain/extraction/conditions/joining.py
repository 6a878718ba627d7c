"""How the conditions of one sentence hang together: 或, 且, commas and lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from publisher.domain.extraction.conditions.atoms import Atom
from publisher.domain.extraction.conditions.fillers import content
from publisher.domain.extraction.conditions.terms import Term, group, manual
from publisher.domain.extraction.plain import Plain, trimmed

# How two neighbours are joined, the loosest first.
_COMMA, _LOOSE_OR, _AND, _TIGHT_OR = range(4)
_KIND: Final = ("all", "any", "all", "any")
_MIXED: Final = "“且”与“或”混用，括号是规则加的。"
_SPREADS: Final = {"not_within", "has_none"}
_NOT: Final = {"within": "not_within", "has_any": "has_none"}


@dataclass(frozen=True)
class Element:
    """A condition where it stands in the sentence; `listed` where it is a member of a list."""

    start: int
    end: int
    term: Term
    listed: bool = False


def merged(text: str, atoms: list[Atom]) -> list[Atom]:
    """Neighbours in a list become one condition on a set or hierarchy: 甲、乙或丙 is has_any."""
    kept: list[Atom] = []
    for atom in atoms:
        last = kept[-1] if kept else None
        if last is not None and last.node["op"] in _SPREADS and _same_list(text, last, _turned(atom)):
            node = last.node | {"value": [*last.node["value"], *atom.node["value"]]}
            kept[-1] = Atom((*last.spans, *atom.spans), node, last.doubt or atom.doubt, listed=True)
        elif last is not None and _same_list(text, last, atom):
            node = last.node | {"value": [*last.node["value"], *atom.node["value"]]}
            if _both(text, last.start) and node["op"] == "has_any":
                node["op"] = "has_all"
            kept[-1] = Atom((*last.spans, *atom.spans), node, last.doubt or atom.doubt, listed=True)
        else:
            kept.append(atom)
    return kept


def _turned(atom: Atom) -> Atom:
    """不属于房地产业、金融业: what 不属于 says of the first of a list it says of all."""
    return replace(atom, node=atom.node | {"op": _NOT.get(atom.node["op"], atom.node["op"])})


def _both(text: str, start: int) -> bool:
    part = re.split("[，；。]", text[:start])[-1]
    return bool(re.search(r"同时(?:具备|具有|获得|取得|拥有|为|是|持有|被认定)|兼具|兼有", part))


def _same_list(text: str, last: Atom, atom: Atom) -> bool:
    between = text[last.end : atom.start]
    same = last.listed and last.node["fact"] == atom.node["fact"] and last.node["op"] == atom.node["op"]
    listable = isinstance(last.node["value"], list) and isinstance(atom.node["value"], list)
    joined = re.search(r"[、和或及与/]", between) or not between
    return bool(same and listable and joined and "，" not in between and not content(between))


def with_neighbours(sentence: Plain, elements: list[Element]) -> list[Element]:
    """Parts that nobody read, one after the other, are one sentence for a person."""
    kept: list[Element] = []
    for element in elements:
        last = kept[-1] if kept else None
        mergeable = (
            last is not None and last.term.kind == element.term.kind == "manual" and last.end < element.start
        )
        if last is not None and mergeable and "或" not in sentence.text[last.end : element.start + 2][:3]:
            said = sentence.said(last.start, element.end)
            kept[-1] = Element(last.start, element.end, manual(said))
        else:
            kept.append(element)
    if len(kept) == 1 and kept[0].term.kind == "manual":
        return [replace(kept[0], term=manual(trimmed(sentence.source)))]
    return kept


def _joint(text: str, left: Element, right: Element) -> int:
    between = text[left.end : right.start] if left.end <= right.start else ""
    either = "或" in between or re.match(r"或", text[right.start :])
    if "，" in between or "；" in between:
        return _LOOSE_OR if either else _COMMA
    if either or (left.listed and right.listed and re.fullmatch(r"[、/和及与]", between)):
        return _TIGHT_OR
    return _AND


def joined(text: str, elements: Sequence[Element]) -> Term:
    """One condition of all that a sentence says."""
    joints = [_joint(text, left, right) for left, right in pairwise(elements)]
    # 、 before a final 或 is 或.
    for at in range(len(joints) - 2, -1, -1):
        between = text[elements[at].end : elements[at + 1].start]
        in_list = elements[at].listed and elements[at + 1].listed and between == "、"
        if in_list and joints[at] == _AND and joints[at + 1] == _TIGHT_OR:
            joints[at] = _TIGHT_OR
    mixed = len(set(joints) & {_COMMA, _AND}) > 0 and len(set(joints) & {_LOOSE_OR}) > 0
    term = _level(elements, joints, _COMMA)
    return term.doubted(_MIXED) if mixed else term


def _level(elements: Sequence[Element], joints: Sequence[int], level: int) -> Term:
    """Cut at this kind of joint, the pieces by the next tighter kind."""
    if len(elements) == 1:
        return elements[0].term
    cuts = [at + 1 for at, joint in enumerate(joints) if joint == level]
    bounds = [0, *cuts, len(elements)]
    pieces = [
        _level(elements[first:last], joints[first : last - 1], level + 1) for first, last in pairwise(bounds)
    ]
    return group(_KIND[level], pieces)
