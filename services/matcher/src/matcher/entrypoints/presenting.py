"""What the enterprise's pages show, made from matches and explanations; no template decides anything."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from matcher.domain.deriving import derive
from matcher.domain.evaluating import Explained
from matcher.domain.truth import Truth
from matcher.handlers.explain_match import Explanation
from matcher.handlers.ports import MatchView
from shared.calendar import working_days_left
from shared.criteria import FACTS, render, say_value, summarise
from shared.events import Verdict, Window

SOON_WORKING_DAYS = 10
_TONES: dict[Truth, tuple[str, str]] = {
    True: ("符合", "good"),
    False: ("不符合", "bad"),
    None: ("未知", "wait"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A matched policy on the first page."""

    policy_id: UUID
    title: str
    issuer: str
    amount_text: str
    who: str
    first: date | None
    last: date | None
    verdict: str
    file_href: str
    missing: tuple[str, ...]
    can_file: bool


@dataclass(frozen=True, slots=True)
class Question:
    """The missing fact whose answer would settle the most policies."""

    fact: str
    label: str
    policies: int


@dataclass(frozen=True, slots=True)
class ReasonNode:
    """A node of the why page."""

    words: str
    result: str
    tone: str
    seen: str
    clause: str
    is_leaf: bool
    is_manual: bool
    fact: str
    children: tuple["ReasonNode", ...]


def cards(views: Sequence[MatchView], today: date) -> list[Card]:
    """Open matches: eligible first, then by the day that their window closes."""
    shown = [_card(view, today) for view in views if _is_open(view, today)]
    return sorted(
        shown, key=lambda card: (card.verdict != Verdict.ELIGIBLE, card.last or date.max, card.title)
    )


def closing_soon(shown: Sequence[Card], today: date) -> list[Card]:
    """Eligible, and fewer than ten working days remain."""
    return [
        card
        for card in shown
        if card.verdict == Verdict.ELIGIBLE
        and card.last is not None
        and (card.first is None or card.first <= today)
        and working_days_left(today, card.last) < SOON_WORKING_DAYS
    ]


def next_question(shown: Sequence[Card]) -> Question | None:
    """The one question to ask now."""
    counted = Counter(fact for card in shown for fact in card.missing)
    if not counted:
        return None
    fact, policies = min(counted.items(), key=lambda item: (-item[1], item[0]))
    return Question(fact, FACTS[fact].label, policies)


def current_window(windows: Sequence[Window], today: date) -> Window | None:
    """The window that is open or opens next, else the last one."""
    coming = sorted((window for window in windows if window.last >= today), key=lambda window: window.first)
    return coming[0] if coming else max(windows, key=lambda window: window.last, default=None)


def can_file(verdict: str, missing: Sequence[str], window: Window | None, today: date) -> bool:
    """Whether filing makes sense now: the window is open, and nothing is left but what a person decides."""
    fits = verdict == Verdict.ELIGIBLE or (verdict == Verdict.UNDETERMINED and not missing)
    return fits and (window is None or window.first <= today <= window.last)


def safe_link(url: str) -> str:
    """A web address, or nothing: a script must not hide behind a button."""
    return url if url.startswith(("https://", "http://")) else ""


def reason_tree(explained: Explained) -> ReasonNode:
    """The tree in words, each node with its result."""
    sentence = render(explained.node)
    result, tone = _TONES[explained.truth]
    return ReasonNode(
        words=sentence.words,
        result="由人判断" if explained.is_manual else result,
        tone="info" if explained.is_manual else tone,
        seen=_seen(explained),
        clause=sentence.clause,
        is_leaf=not explained.children,
        is_manual=explained.is_manual,
        fact=explained.fact or "",
        children=tuple(reason_tree(child) for child in explained.children),
    )


def profile_values(facts: Mapping[str, Any]) -> dict[str, str]:
    """Every fact that is known, in words; what was derived says so."""
    stated = {name: say_value(FACTS[name], value) for name, value in facts.items() if value is not None}
    derived = {
        name: f"{say_value(FACTS[name], value)}（推算）"
        for name, value in derive(facts).values.items()
        if name not in stated
    }
    return stated | derived


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


def _is_open(view: MatchView, today: date) -> bool:
    window = current_window(view.policy.brief.windows, today)
    over = window is not None and window.last < today
    return view.verdict != Verdict.INELIGIBLE and not view.policy.withdrawn and not over


def _card(view: MatchView, today: date) -> Card:
    brief = view.policy.brief
    window = current_window(brief.windows, today)
    return Card(
        policy_id=view.policy.policy_id,
        title=brief.title,
        issuer=brief.issuer.name,
        amount_text=brief.amount_text,
        who=summarise(view.policy.criteria) if view.policy.criteria else "",
        first=window.first if window else None,
        last=window.last if window else None,
        verdict=view.verdict,
        file_href=safe_link(brief.service_item.url) if brief.service_item else "",
        missing=tuple(view.proof.get("missing", ())),
        can_file=can_file(view.verdict, view.proof.get("missing", ()), window, today),
    )


def _seen(explained: Explained) -> str:
    if explained.fact is None:
        return ""
    fact = FACTS[explained.fact]
    if explained.fact == "size" and isinstance(explained.seen, list):
        return f"{'或'.join(map(fact.label_of, explained.seen))}（尚不能确定）"
    return say_value(fact, explained.seen)
