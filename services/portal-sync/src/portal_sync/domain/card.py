"""What a list shows of a policy: who, what, how much, until when, and whether it is in force."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json

from portal_sync.domain.filing import Filing, filing_on
from portal_sync.domain.source import Withdrawal
from portal_sync.domain.standing import Standing, standing_on
from shared.criteria import CriteriaError, Sentence, render, summarise, validate
from shared.events import PolicyContent, WithdrawalKind


@dataclass(frozen=True, slots=True)
class Card:
    """A policy as it stands on a day. `who` is one line from the criteria, empty where there are none."""

    policy_id: UUID
    revision: int
    content: PolicyContent
    content_hash: str | None
    withdrawal: Withdrawal | None
    mirrored_at: datetime | None
    standing: Standing
    filing: Filing
    who: str

    @property
    def stamp(self) -> str:
        """The word to stamp on it in lists; empty while it is in force."""
        return "" if self.standing.in_force else self.standing.label

    @property
    def text_withheld(self) -> bool:
        """Whether its text must no longer be read: it was taken back as a mistake."""
        return self.withdrawal is not None and self.withdrawal.kind is WithdrawalKind.RETRACTED


def card_of(
    policy_id: UUID,
    revision: int,
    content: PolicyContent,
    withdrawal: Withdrawal | None,
    today: date,
    *,
    content_hash: str | None = None,
    mirrored_at: datetime | None = None,
) -> Card:
    """Make the card of a policy for a day."""
    standing = standing_on(today, content, withdrawal)
    windows = content.benefit.windows if content.benefit is not None else ()
    return Card(
        policy_id=policy_id,
        revision=revision,
        content=content,
        content_hash=content_hash,
        withdrawal=withdrawal,
        mirrored_at=mirrored_at,
        standing=standing,
        filing=filing_on(today, windows, in_force=standing.in_force),
        who=who_may_file(content.criteria),
    )


def who_may_file(criteria: dict[str, Any] | None) -> str:
    """Say in one line who may file; empty where no criteria are given or understood."""
    return "" if criteria is None else _who(to_json(criteria))


@lru_cache(maxsize=2048)
def _who(stated: bytes) -> str:
    """Lists and searches say it of twenty policies at a time, mostly the same ones."""
    criteria = from_json(stated)
    try:
        validate(criteria)
    except CriteriaError:
        return ""
    # The whole tree's own label is a heading ("申报条件"), not an answer.
    return summarise({key: value for key, value in criteria.items() if key != "label"})


def conditions(criteria: dict[str, Any] | None) -> Sentence | None:
    """Return the criteria as sentences; None where none are given or understood."""
    if criteria is None:
        return None
    try:
        validate(criteria)
    except CriteriaError:
        return None
    return render(criteria)
