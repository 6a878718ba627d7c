"""What the notifier knows of a policy."""

from dataclasses import dataclass
from uuid import UUID

from shared.events import (
    PolicyBrief,
    PolicyPublished,
    PolicyReference,
    PolicyWithdrawn,
    Window,
    WithdrawalKind,
)
from shared.events.base import Contract


class Withdrawal(Contract):
    """Why a policy is no longer in force, and what takes its place."""

    kind: WithdrawalKind
    reason: str
    successor: PolicyReference | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as of its newest known revision; revision 0 is one that nothing is known of yet.

    `windows_revision` is the revision that brought its windows.
    """

    policy_id: UUID
    revision: int
    windows: tuple[Window, ...] = ()
    windows_revision: int = 0
    withdrawn: bool = False


def brief_of(event: PolicyPublished) -> PolicyBrief:
    """Return in brief what a published revision says."""
    content, benefit = event.content, event.content.benefit
    return PolicyBrief(
        title=content.title,
        document_number=content.document_number,
        issuer=content.issuer,
        theme=content.theme,
        amount_text=benefit.amount_text if benefit else "",
        windows=content.filing_windows,
        service_item=benefit.service_item if benefit else None,
    )


def brief_of_withdrawn(event: PolicyWithdrawn) -> PolicyBrief:
    """Return in brief which policy was withdrawn."""
    return PolicyBrief(
        title=event.title, document_number=event.document_number, issuer=event.issuer, theme=""
    )
