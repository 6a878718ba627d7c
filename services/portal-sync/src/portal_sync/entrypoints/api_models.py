"""What the read API answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from portal_sync.domain.card import Card
from portal_sync.domain.snippet import Piece
from portal_sync.domain.source import Withdrawal
from portal_sync.handlers.read_policy import PolicyView
from portal_sync.handlers.search_policies import Finding


class WithdrawalOut(BaseModel):
    """What became of a policy."""

    kind: str
    reason: str
    withdrawn_at: str
    successor: dict[str, Any] | None


class PolicyOut(BaseModel):
    """A policy in a list."""

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
    amount: str
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


class FindingOut(PolicyOut):
    """A policy that was found; matches in `title_marked` and `quote_marked` stand between « and »."""

    channels: list[str]
    title_marked: str
    quote_marked: str


class FindingPage(BaseModel):
    """A page of findings, by relevance; `past` counts those left out as no longer in force."""

    items: list[FindingOut]
    total: int
    past: int
    next: str | None


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
        amount=benefit.amount_text if benefit else "",
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


def finding_out(finding: Finding) -> FindingOut:
    """Return something found."""
    return FindingOut(
        **policy_out(finding.card).model_dump(),
        channels=list(finding.channels),
        title_marked=_marked(finding.title),
        quote_marked=_marked(finding.quote),
    )


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
