"""What the enterprise's first page shows, made from what was found for it; no template decides anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from matcher.domain.opportunities import Opportunity
from shared.calendar import working_days_left
from shared.criteria import FACTS, summarise
from shared.events import Verdict, Window

SOON_WORKING_DAYS = 10


@dataclass(frozen=True, slots=True)
class Card:
    """A policy on the first page. `missing` are labels, `steps` what is left to do to become eligible."""

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
    steps: tuple[str, ...]


def cards(found: Iterable[Opportunity], today: date) -> list[Card]:
    """One card each, in their order."""
    return [_card(one, today) for one in found]


def closing_soon(shown: Sequence[Card], today: date) -> list[Card]:
    """Eligible, open, and fewer than ten working days remain: what closes first comes first."""
    soon = [
        card
        for card in shown
        if card.verdict == Verdict.ELIGIBLE
        and card.last is not None
        and (card.first is None or card.first <= today)
        and working_days_left(today, card.last) < SOON_WORKING_DAYS
    ]
    return sorted(soon, key=lambda card: card.last or date.max)


def can_file(verdict: str, missing: Sequence[str], window: Window | None, today: date) -> bool:
    """Whether filing makes sense now: the window is open, and nothing is left but what a person decides."""
    fits = verdict == Verdict.ELIGIBLE or (verdict == Verdict.UNDETERMINED and not missing)
    return fits and (window is None or window.first <= today <= window.last)


def safe_link(url: str) -> str:
    """A web address, or nothing: a script must not hide behind a button."""
    return url if url.startswith(("https://", "http://")) else ""


def _card(one: Opportunity, today: date) -> Card:
    brief, window, judgement = one.policy.brief, one.window, one.judgement
    return Card(
        policy_id=one.policy.policy_id,
        title=brief.title,
        issuer=brief.issuer.name,
        amount_text=brief.amount_text,
        who=summarise(one.policy.criteria) if one.policy.criteria else "",
        first=window.first if window else None,
        last=window.last if window else None,
        verdict=judgement.verdict,
        file_href=safe_link(brief.service_item.url) if brief.service_item else "",
        missing=tuple(FACTS[fact].label for fact in judgement.missing),
        can_file=can_file(judgement.verdict, judgement.missing, window, today),
        steps=tuple(step.text for step in one.way.steps) if one.way else (),
    )
