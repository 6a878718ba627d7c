"""What the read API answers."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from portal_sync.domain.card import Card
from portal_sync.domain.search_hit import Suggestions
from portal_sync.domain.snippet import Piece
from portal_sync.domain.source import Withdrawal
from portal_sync.handlers.read_policy import PolicyView
from portal_sync.handlers.search_policies import Finding, Findings


class WithdrawalOut(BaseModel):
    """What became of a policy."""

    kind: str
    reason: str
    withdrawn_at: str
    successor: dict[str, Any] | None


class PolicyOut(BaseModel):
    """A policy in a list. `amount_yuan` is the most that one enterprise can get, where the policy says so."""

    policy_id: UUID
    revision: int
    content_hash: str | None
    title: str
    document_number: str
    issuer: str
    department: str
    theme: str
    kind: str
    published_on: date | None
    summary: str
    genre: str
    effective_on: date | None
    expires_on: date | None
    benefit: str
    amount: str
    amount_yuan: Decimal | None
    who: str
    status: str
    filing: str
    last_day: date | None


class PolicyPage(BaseModel):
    """A page of policies, newest first; `next` is given back as `cursor`."""

    items: list[PolicyOut]
    next: str | None


class PolicyDetail(BaseModel):
    """A policy in full; `content` is None where its text is withheld or was never seen."""

    policy_id: UUID
    channel: str
    revision: int
    content_hash: str | None
    status: str
    content: dict[str, Any] | None
    withdrawal: WithdrawalOut | None


class ClauseOut(BaseModel):
    """A sentence of the policy that answers the question, and the place where it stands."""

    text: str
    place: str


class FindingOut(PolicyOut):
    """A policy that was found; matches in `title_marked` and `quote_marked` stand between « and »."""

    channels: list[str]
    title_marked: str
    quote_marked: str
    quoted_from: str
    clauses: list[ClauseOut]


class FacetOut(BaseModel):
    """How many findings have a value of a facet, the other choices standing."""

    value: str
    count: int


class FindingPage(BaseModel):
    """A page of findings. `past` counts those left out as no longer in force.

    `read_as` is what the words were corrected to, `understood` what a question says of a firm; `near` says
    that nothing has enough of what was asked; `behind` that new policies are still being read.
    """

    items: list[FindingOut]
    total: int
    past: int
    facets: dict[str, list[FacetOut]]
    read_as: str
    understood: list[str]
    near: bool
    behind: bool
    next: str | None


class SuggestionOut(BaseModel):
    """A policy whose title has what was typed."""

    policy_id: UUID
    title: str
    channel: str


class SuggestionList(BaseModel):
    """Completions: words to search for, then policies."""

    words: list[str]
    policies: list[SuggestionOut]


def policy_out(card: Card) -> PolicyOut:
    """Return a policy as a list shows it."""
    content, benefit = card.content, card.content.benefit
    return PolicyOut(
        policy_id=card.policy_id,
        revision=card.revision,
        content_hash=card.content_hash,
        title=content.title,
        document_number=content.document_number,
        issuer=content.issuer.name,
        department=content.issuer.code,
        theme=content.theme,
        kind=content.kind,
        published_on=content.published_on,
        summary="" if card.text_withheld else content.summary,
        genre=content.genre,
        effective_on=content.effective_on,
        expires_on=content.expires_on,
        benefit=benefit.kind.value if benefit else "",
        amount=benefit.amount_text if benefit else "",
        amount_yuan=benefit.most_yuan if benefit else None,
        who=card.who,
        status=card.standing.code,
        filing=card.filing.state,
        last_day=card.filing.window.last if card.filing.window else None,
    )


def detail_out(view: PolicyView) -> PolicyDetail:
    """Return a policy in full."""
    card = view.card
    readable = card is not None and not card.text_withheld
    return PolicyDetail(
        policy_id=view.policy_id,
        channel=view.channel,
        revision=view.revision,
        content_hash=card.content_hash if card else None,
        status=card.standing.code if card else str(view.withdrawal.kind) if view.withdrawal else "",
        content=card.content.model_dump(mode="json") if card and readable else None,
        withdrawal=_withdrawal_out(view.withdrawal),
    )


def record_out(channel: str, card: Card) -> PolicyDetail:
    """Return a policy in full from its card."""
    return PolicyDetail(
        policy_id=card.policy_id,
        channel=channel,
        revision=card.revision,
        content_hash=card.content_hash,
        status=card.standing.code,
        content=None if card.text_withheld else card.content.model_dump(mode="json"),
        withdrawal=_withdrawal_out(card.withdrawal),
    )


def finding_out(finding: Finding) -> FindingOut:
    """Return something found."""
    return FindingOut(
        **policy_out(finding.card).model_dump(),
        channels=list(finding.channels),
        title_marked=_marked(finding.title),
        quote_marked=_marked(finding.quote),
        quoted_from=finding.quoted_from,
        clauses=[ClauseOut(text=clause.text, place=clause.place) for clause in finding.clauses],
    )


def finding_page(found: Findings, following: str | None) -> FindingPage:
    """Return a page of findings."""
    page = found.page
    return FindingPage(
        items=[finding_out(item) for item in found.items],
        total=page.total,
        past=page.past,
        facets={
            name: [FacetOut(value=value, count=count) for value, count in counted]
            for name, counted in page.facets.items()
        },
        read_as=found.query.read_as,
        understood=found.query.understood.says,
        near=page.near,
        behind=page.behind,
        next=following,
    )


def suggestion_list(found: Suggestions) -> SuggestionList:
    """Return completions."""
    policies = [
        SuggestionOut(policy_id=policy_id, title=title, channel=channel)
        for policy_id, title, channel in found.policies
    ]
    return SuggestionList(words=list(found.words), policies=policies)


def _withdrawal_out(withdrawal: Withdrawal | None) -> WithdrawalOut | None:
    if withdrawal is None:
        return None
    successor = withdrawal.successor
    return WithdrawalOut(
        kind=withdrawal.kind,
        reason=withdrawal.reason,
        withdrawn_at=withdrawal.withdrawn_at.isoformat(),
        successor=successor.model_dump(mode="json") if successor else None,
    )


def _marked(pieces: Sequence[Piece]) -> str:
    return "".join(f"«{piece.text}»" if piece.marked else piece.text for piece in pieces)
