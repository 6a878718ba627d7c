"""Signed addresses of a message's links, by which following one is noted."""

from dataclasses import dataclass
from secrets import token_urlsafe
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from shared.settings import UNSET_SECRET


@dataclass(frozen=True, slots=True)
class Link:
    """The `number`th link of an enterprise's message, from 0. The address is the message's to say."""

    credit_code: str
    message_id: UUID
    number: int


class Links:
    """Makes addresses that lead to links of messages, and nowhere else."""

    def __init__(self, secret: str) -> None:
        # Without a secret of its own, a site's links hold for this process only, as its sign-ins do.
        secret = token_urlsafe() if secret == UNSET_SECRET else secret
        self._serializer = URLSafeSerializer(secret, salt="a link of a message")

    def address(self, credit_code: str, message_id: UUID, number: int) -> str:
        """Return the address by which the link is followed."""
        return f"/my/inbox/to/{self._serializer.dumps([credit_code, str(message_id), number])}"

    def read(self, token: str) -> Link | None:
        """Return what a token stands for, or None for one that was not made here."""
        try:
            credit_code, message_id, number = self._serializer.loads(token)
            return Link(str(credit_code), UUID(message_id), int(number))
        except (BadData, ValueError, TypeError, AttributeError):
            return None
