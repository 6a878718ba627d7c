"""One sentence as a condition: what the recognisers found, joined as 或, 且 and commas join it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from publisher.domain.extraction.conditions.ages import ages
from publisher.domain.extraction.conditions.atoms import Atom, Context, Span, overlaps
from publisher.domain.extraction.conditions.branches import branches_of
from publisher.domain.extraction.conditions.fillers import content, is_remark, says_nothing
from publisher.domain.extraction.conditions.joining import Element, joined, merged, with_neighbours
from publisher.domain.extraction.conditions.lists import memberships
from publisher.domain.extraction.conditions.measures import measures
from publisher.domain.extraction.conditions.places import places
from publisher.domain.extraction.conditions.quantities import SKIPPED
from publisher.domain.extraction.conditions.standing import standing
from publisher.domain.extraction.conditions.terms import (
    Term,
    fact,
    group,
    manual,
    negated,
    without_pieces,
)
from publisher.domain.extraction.plain import Plain, plain, trimmed

# Nobody writes longer ones; the patterns would take their time over them.
_LONGEST_SENTENCE: Final = 400
_EXCEPT_IN_BRACKETS: Final = re.compile(
    r"（(?:不包括|不含|不包含)?(?P<what>[^（）]*?)(?:除外|等?不予支持)?）"
)
_EXCEPT: Final = (
    re.compile(r"除(?P<what>[^，。；]{2,30}?)(?:以外|之外|外|除外)"),
    re.compile(r"(?P<what>[^，。；]{2,30}?)(?:除外)(?=[，。；]|$)"),
    re.compile(r"(?:^|，)(?:但)?(?:不包括|不包含|不含)(?P<what>[^，。；]{2,30})"),
)
_FORBIDDEN: Final = re.compile(
    r"^(?P<what>.{2,60}?)(?:，)?(?:均)?(?:不得申[报请]|不能申[报请]|不可申[报请]|不予(?:支持|受理|申报|补贴|奖励|资助)|不在(?:本次)?(?:支持|申报)范围(?:之?内)?|不纳入支持范围|不享受.{0,8})$"
)
_IF: Final = re.compile(
    r"^(?:其中，?|对于?|如|若|凡){1,2}(?:属于|为|是)?(?P<who>[^，]{2,40}?)(?:的企业|企业的|的)，(?P<then>.+)$"
)
# A step by size: 销售收入小于5000万元的企业，研发费用占销售收入的比例不低于5%.
_STEP: Final = re.compile(
    r"^(?P<who>[^，]*(?:收入|人数|职工|从业人员|资产)[^，]*\d[^，]*)的(?:企业)?，(?P<then>(?:研发|研究|科技|该?比例|该?占比)[^，]*)$"
)
_UP_TO: Final = re.compile("小于|低于|不足|不超过|以下|至|以内|之间")
_AMONG: Final = re.compile(
    r"^其中，?(?P<who>[^，]{2,40}?(?:企业|单位|机构))(?:的，?|，)?(?P<then>[^的，、或和及与].+)$"
)
_BY_KIND: Final = "按“属于前者的企业须满足后者，其他企业不受此限”读。"
_SHARE_OF: Final = re.compile(r"^.*?(?:占.*?(?:比例|比重|占比)|强度|占比)")


@dataclass
class Reader:
    """Reads sentences; `remarks` keeps those that are no condition, so that none is lost."""

    context: Context
    remarks: list[str] = field(default_factory=list)
    # No notice has as many sentences; beyond them nothing is read, only kept for a person.
    budget: int = 600
    # What the last share was a share of, for steps that say only 比例.
    _share: str = ""

    def paragraph(self, source: str) -> Term | None:
        """A paragraph of one or several sentences, all of which must hold unless 或 joins them."""
        terms: list[Term] = []
        parts = re.split(r"(?<=[。；！])", source)
        said = [part.strip("。；！") for part in parts]
        if not any(_IF.match(part) or _STEP.match(part) for part in said) and (term := self._by_kind(said)):
            return term
        for part in parts:
            term = self.sentence(part.strip("。；！"))
            if term is None:
                continue
            if terms and re.match(r"或(?:者)?[^缺]", part):
                terms[-1] = group("any", [terms[-1], term])
            else:
                terms.append(term)
        return group("all", terms) if terms else None

    def sentence(self, source: str) -> Term | None:
        """One sentence; None where it says nothing about who may file."""
        said = re.sub(r"^[：、，]+|[：、，]+$", "", source)
        if not said:
            return None
        self.budget -= 1
        if len(said) > _LONGEST_SENTENCE or self.budget < 0:
            return manual(trimmed(said))
        if is_remark(said) and not re.search(r"不予|不得", said):
            self.remarks.append(trimmed(said))
            return None
        return self._conditional(said) or self._forbidden(said) or self._plain(said)

    def _conditional(self, said: str) -> Term | None:
        """对X的企业，Y: an enterprise that is X must be Y."""
        found = _IF.match(said) or _STEP.match(said) or _AMONG.match(said)
        if found is None:
            return None
        then = found["then"]
        bare = re.match(r"(?:该)?(?:比例|占比)", then)
        if found.re is _STEP and not (_UP_TO.search(found["who"]) or bare):
            return None
        if bare:
            then = self._share + then[bare.end() :]
        elif share := _SHARE_OF.match(then):
            self._share = share.group()
        who, must = self._plain(found["who"]), self._plain(then)
        if who is None or must is None or _unread(who):
            # Only some enterprises are meant: what could be read of it must not become a condition for all.
            return manual(trimmed(said)) if found.re is _AMONG and who else None
        return replace(group("any", [negated(who), must]), sentence=trimmed(said), doubt=_BY_KIND)

    def _by_kind(self, parts: Sequence[str]) -> Term | None:
        """甲类企业A；乙类企业B；其他企业C: each kind must meet its own condition, and none the others'."""
        branches = branches_of(parts)
        kinds = [None if branch.others else self._plain(branch.who) for branch in branches]
        named = [kind for kind in kinds if kind]
        others = any(branch.others for branch in branches)
        if not named or len(named) < sum(not branch.others for branch in branches):
            return None
        if any(map(_unread, named)):
            return manual(trimmed("；".join(filter(None, parts))))
        if not others and len({frozenset(_facts(kind)) for kind in named}) > 1:
            return None
        terms = []
        for branch, kind in zip(branches, kinds, strict=True):
            must = self._plain(branch.then) or manual(trimmed(branch.said))
            free = [negated(kind)] if kind else named
            terms.append(replace(group("any", [*free, must]), sentence=trimmed(branch.said), doubt=_BY_KIND))
        return group("all", terms)

    def _forbidden(self, said: str) -> Term | None:
        found = _FORBIDDEN.match(plain(said).text)
        if found is None or "除" in said:
            return None
        what = self._plain(found["what"])
        if what is None:
            return None
        if _unread(what):
            return manual(trimmed(said))
        return negated(replace(what, sentence=trimmed(said)))

    def _plain(self, source: str) -> Term | None:
        sentence, exceptions = self._excepted(plain(source))
        atoms = merged(sentence.text, list(_atoms(sentence.text, self.context)))
        elements = self._elements(sentence, atoms)
        terms = ([joined(sentence.text, elements)] if elements else []) + exceptions
        return without_pieces(group("all", terms)) if terms else None

    def _excepted(self, sentence: Plain) -> tuple[Plain, list[Term]]:
        """The sentence without its exceptions, and these as conditions that must not hold."""
        terms: list[Term] = []
        text = sentence.text
        patterns = (
            [*_EXCEPT]
            if not re.search(r"[（].*(?:除外|不包括|不含[^\d税）])", text)
            else [_EXCEPT_IN_BRACKETS, *_EXCEPT]
        )
        for pattern in patterns:
            for found in pattern.finditer(text):
                if not re.search("除|不包|不含", found.group()) or re.match(r"[\d含]", found["what"]):
                    continue
                atoms = merged(found["what"], list(_atoms(found["what"], self.context)))
                whole = sentence.said(*found.span())
                if atoms and not any(content(run) for run in _free_runs(found["what"], atoms)):
                    terms.append(
                        negated(group("any", [fact(atom.node, whole, atom.doubt) for atom in atoms]))
                    )
                else:
                    terms.append(manual(whole))
                text = text[: found.start()] + SKIPPED * len(found.group()) + text[found.end() :]
        return replace(sentence, text=text), terms

    def _elements(self, sentence: Plain, atoms: Sequence[Atom]) -> list[Element]:
        text = sentence.text
        elements: list[Element] = []
        for start, end in _parts(text):
            within = [atom for atom in atoms if start <= atom.start < end]
            if not within and any(
                first <= start and end <= last for atom in atoms for first, last in atom.spans
            ):
                continue
            elements += self._of_part(sentence, start, end, within)
        return with_neighbours(sentence, elements)

    def _of_part(self, sentence: Plain, start: int, end: int, atoms: Sequence[Atom]) -> Iterator[Element]:
        """The conditions between two commas, and what is left over there for a person."""
        text, whole = sentence.text, sentence.said(start, end)
        if not atoms:
            if is_remark(text[start:end]):
                self.remarks.append(whole)
            elif not says_nothing(text[start:end]):
                yield Element(start, end, manual(whole))
            return
        elements = [
            Element(atom.start, atom.end, fact(atom.node, trimmed(sentence.source), atom.doubt), atom.listed)
            for atom in atoms
        ]
        rest = False
        for first, last in _runs(text, start, end, atoms):
            if not content(text[first:last]):
                continue
            if _alternative(text, first, last, elements):
                words = re.sub(r"^的|(?:的|或者?)$", "", sentence.said(first, last))
                after = last - len(text[first:last]) + len(re.sub(r"(?:或者|[、或/])$", "", text[first:last]))
                elements.append(Element(first + _lead(text[first:last]), after, manual(words), listed=True))
            else:
                rest = True
        yield from sorted(elements, key=lambda each: (each.start, each.end))
        if rest:
            yield Element(end, end, manual(whole, "这一句只读懂了一部分，其余留给人判断。"))


def _unread(term: Term) -> bool:
    return any(leaf.kind == "manual" for leaf in term.leaves())


def _facts(term: Term) -> Iterator[str]:
    return (str(dict(leaf.leaf).get("fact")) for leaf in term.leaves())


def _atoms(text: str, context: Context) -> Iterator[Atom]:
    """What the recognisers find; where two claim the same words the first one keeps them."""
    taken: list[Span] = []
    found = [*places(text, context)]
    taken += [span for atom in found for span in atom.spans]
    found += memberships(text, taken)
    for more in (ages(text), measures(text, context), standing(text)):
        # The words that say it come first; what only helps to say it (成立, 上年度) may serve another too.
        free = [
            replace(atom, spans=tuple(span for span in atom.spans if not overlaps(span, taken)))
            for atom in more
            if not overlaps(atom.spans[0], taken)
        ]
        taken += [span for atom in free for span in atom.spans]
        found += free
    yield from sorted(found, key=lambda atom: atom.start)


def _free_runs(text: str, atoms: Sequence[Atom]) -> Iterator[str]:
    for start, end in _runs(text, 0, len(text), atoms):
        yield text[start:end]


def _runs(text: str, start: int, end: int, atoms: Sequence[Atom]) -> Iterator[Span]:
    """The stretches that no condition claims."""
    at = start
    for first, last in sorted(span for atom in atoms for span in atom.spans):
        if at < first <= end:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end


def _parts(text: str) -> Iterator[Span]:
    """Between commas; a comma in brackets separates nothing."""
    start, depth = 0, 0
    for at, c in enumerate(text):
        depth += {"（": 1, "）": -1}.get(c, 0)
        if c in "，；" and depth <= 0:
            if at > start:
                yield start, at
            start = at + 1
    if start < len(text):
        yield start, len(text)


def _lead(text: str) -> int:
    found = re.match(r"[、的]?(?:或者|或是|或)?", text)
    return found.end() if found else 0


def _alternative(text: str, first: int, last: int, elements: Sequence[Element]) -> bool:
    """Whether what is left over is one of the alternatives: 高新技术企业或技术先进型服务企业."""
    run = text[first:last]
    after = any(each.start == last or each.start - last <= 1 for each in elements) and run.endswith(
        ("或", "或者")
    )
    listed = any(each.listed and each.end == first for each in elements) and run.startswith(("、", "/"))
    leads = any(each.listed and each.start == last for each in elements) and run.endswith(("、", "/"))
    return run.startswith(("或", "或者", "等或")) or after or listed or leads
