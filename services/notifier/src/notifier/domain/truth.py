"""Whether a message is still true at the moment it would be pushed."""

from dataclasses import dataclass
from datetime import date

from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.windows import is_over
from shared.events import Verdict, Window

_CALLS_TO_FILE = (
    MessageKind.NEW_MATCH,
    MessageKind.DEADLINE_MOVED,
    MessageKind.POLICY_REVISED,
    MessageKind.OPENING,
    MessageKind.DEADLINE,
)
_REMINDERS = (MessageKind.OPENING, MessageKind.DEADLINE)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a message is about to leave. `filed_on` is the day of the newest application.

    `supplement_by` is the day by which the supplement that the message is about is still asked for.
    """

    verdict: Verdict | None
    withdrawn: bool
    filed_on: date | None
    windows: tuple[Window, ...]
    supplement_by: date | None = None


def why_stale(message: Message, situation: Situation, today: date) -> str | None:
    """Return why the message must no longer be pushed, or None while it is true."""
    eligible = situation.verdict is Verdict.ELIGIBLE
    if message.kind is MessageKind.NO_LONGER_ELIGIBLE:
        return "the enterprise is eligible again" if eligible else None
    if message.kind is MessageKind.FOLLOWED:
        return "the policy was withdrawn" if situation.withdrawn else None
    if message.kind is MessageKind.SUPPLEMENT_DUE:
        return _why_not_owed(message, situation, today)
    if message.kind not in _CALLS_TO_FILE:
        return None
    about = message.details.get("window")
    window = Window.model_validate(about) if about else None
    reasons = (
        (situation.withdrawn, "the policy was withdrawn"),
        (not eligible, "the enterprise is no longer eligible"),
        (is_over(situation.windows, today), "the window has closed"),
        (window is not None and window not in situation.windows, "the window moved"),
        (message.kind in _REMINDERS and _has_filed(situation, window), "the enterprise has filed"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _why_not_owed(message: Message, situation: Situation, today: date) -> str | None:
    """A supplement is owed whatever becomes of the policy or of the standing under it."""
    due_on = date.fromisoformat(message.details["due_on"])
    reasons = (
        (situation.supplement_by is None, "the supplement is no longer asked for"),
        (situation.supplement_by != due_on, "the day of the supplement moved"),
        (due_on < today, "the day of the supplement is over"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _has_filed(situation: Situation, window: Window | None) -> bool:
    """Tell whether the newest application belongs to this round."""
    return situation.filed_on is not None and (window is None or situation.filed_on >= window.first)
