"""Reads delivery status notifications (RFC 3464) and complaints (RFC 5965) that come back as mail."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Final
from uuid import UUID

from notifier.domain.smtp import is_dead

_DELIVERY: Final = re.compile(
    r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@[^>\s]+>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Returned:
    """What a mail says of one delivery: an `action` of RFC 3464, or `complained`."""

    delivery_id: UUID
    action: str
    status: str
    reason: str

    @property
    def is_dead(self) -> bool:
        """Whether the address is no good, now or later."""
        return self.action == "failed" and is_dead(None, self.status)


def read_returned(raw: bytes) -> Returned | None:
    """Return what a mail says of a delivery; None where it says nothing or is about no mail of ours."""
    mail = message_from_bytes(raw, policy=policy.default)
    kinds = {part.get_content_type(): part for part in mail.walk()}
    original = _original_id(mail)
    if original is None:
        return None
    if "message/feedback-report" in kinds:
        return Returned(original, "complained", "", "the receiver called it unwanted")
    status = kinds.get("message/delivery-status")
    return _status(original, status) if status is not None else None


def _status(original: UUID, part: Message) -> Returned | None:
    for block in _blocks(part):
        action = str(block.get("Action", "")).strip().lower()
        if action:
            status = str(block.get("Status", "")).strip()
            said = str(block.get("Diagnostic-Code", "")).strip() or status
            return Returned(original, action, status, f"{status} {said}".strip()[:300])
    return None


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _original_id(mail: EmailMessage) -> UUID | None:
    """Return the delivery that the returned mail or its headers name: our Message-IDs are delivery ids."""
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = _blocks(part)
            text = inner[0].as_string() if inner else str(part.get_payload())
            for line in text.splitlines():
                if line.lower().startswith("message-id:") and (found := _DELIVERY.search(line)):
                    return UUID(found[1])
    return None
