"""An explanation as people and programs read it: nodes in words, values, whose word they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.domain.claims import Claim
from matcher.domain.evaluating import Explained
from matcher.domain.truth import Truth, name_of
from matcher.handlers.explain_match import Explanation
from shared.criteria import FACTS, Sentence, render, say_value
from shared.events import Verdict

_TONES: dict[Truth, tuple[str, str]] = {
    True: ("符合", "good"),
    False: ("不符合", "bad"),
    None: ("未知", "wait"),
}


@dataclass(frozen=True, slots=True)
class ReasonNode:
    """A node of the tree. `source` and `since` are empty where nobody has stated the fact."""

    pointer: str
    kind: str
    truth: str
    result: str
    tone: str
    words: str
    clause: str
    fact: str
    value: Any
    seen: str
    source: str
    since: date | None
    children: tuple["ReasonNode", ...]

    @property
    def is_leaf(self) -> bool:
        """Whether it asks about a fact or a person."""
        return not self.children

    @property
    def is_manual(self) -> bool:
        """Whether a person decides."""
        return self.kind == "manual"


def reason_tree(explanation: Explanation) -> ReasonNode:
    """The tree in words, each node with its result."""
    return _node(explanation.explained, render(explanation.explained.node), explanation.claims)


def said_by(fact: str, claims: Mapping[str, Claim]) -> tuple[str, date | None]:
    """Whose word a value is and since which day; of a derived one, from what, since its newest input."""
    if claim := claims.get(fact):
        return claim.source_label, claim.day
    inputs = [claims[name] for name in FACTS[fact].derived_from if name in claims]
    if not inputs:
        return "", None
    labels = "、".join(FACTS[name].label for name in FACTS[fact].derived_from if name in claims)
    return f"由{labels}推算", max(claim.day for claim in inputs)


def verdict_sentence(explanation: Explanation) -> str:
    """The verdict in one sentence, with what decided."""
    judgement = explanation.judgement
    if judgement.verdict is Verdict.ELIGIBLE:
        return "贵企业符合这项政策的申报条件。"
    if judgement.verdict is Verdict.INELIGIBLE:
        deciding = [render(leaf.node).words for leaf in explanation.explained.deciding()][:3]
        return f"贵企业目前不符合申报条件，起决定作用的是：{'；'.join(deciding)}。"
    labels = "、".join(FACTS[fact].label for fact in judgement.missing)
    if not labels:
        return "已知的条件都没有不符合的，其余由主管部门评审判断，可以申报。"
    review = "；另有条件由主管部门评审" if judgement.manual_review else ""
    return f"还不能确定贵企业是否符合：补充{labels}后即可判断{review}。"


def _node(explained: Explained, sentence: Sentence, claims: Mapping[str, Claim]) -> ReasonNode:
    result, tone = _TONES[explained.truth]
    source, since = said_by(explained.fact, claims) if explained.fact else ("", None)
    known = explained.seen is not None
    return ReasonNode(
        pointer=explained.pointer,
        kind=sentence.kind,
        truth=name_of(explained.truth),
        result="由人判断" if explained.is_manual else result,
        tone="info" if explained.is_manual else tone,
        words=sentence.words,
        clause=sentence.clause,
        fact=explained.fact or "",
        value=explained.seen,
        seen=_seen(explained),
        source=source if known else "",
        since=since if known else None,
        children=tuple(
            _node(child, said, claims)
            for child, said in zip(explained.children, sentence.children, strict=True)
        ),
    )


def _seen(explained: Explained) -> str:
    if explained.fact is None:
        return ""
    fact = FACTS[explained.fact]
    if explained.fact == "size" and isinstance(explained.seen, list):
        return f"{'或'.join(map(fact.label_of, explained.seen))}（尚不能确定）"
    return say_value(fact, explained.seen)
