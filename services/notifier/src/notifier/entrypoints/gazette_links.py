"""Signed addresses by which a subscription to the gazette is confirmed and ended."""

from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from shared.settings import UNSET_SECRET

PATH: Final = "/subscribe/gazette"


class GazetteLinks:
    """An address is the permission: it is in no other place than the subscriber's mail.

    It holds until the subscriber is forgotten, so that old mail stays usable.
    """

    def __init__(self, secret: str) -> None:
        # Without a secret of its own, a site's links hold for this process only, as its sign-ins do.
        secret = token_urlsafe() if secret == UNSET_SECRET else secret
        self._confirming = URLSafeSerializer(secret, salt="confirm the gazette by mail")
        self._ending = URLSafeSerializer(secret, salt="end the gazette by mail")

    def confirming(self, subscriber_id: UUID) -> str:
        """Return the path of the page that confirms."""
        return f"{PATH}/confirm/{self._confirming.dumps(str(subscriber_id))}"

    def ending(self, subscriber_id: UUID) -> str:
        """Return the path of the page that ends."""
        return f"{PATH}/end/{self._ending.dumps(str(subscriber_id))}"

    def to_confirm(self, token: str) -> UUID | None:
        """Return whom a token confirms; None for one that was not made here."""
        return _read(self._confirming, token)

    def to_end(self, token: str) -> UUID | None:
        """Return whose subscription a token ends; None for one that was not made here."""
        return _read(self._ending, token)


def _read(serializer: URLSafeSerializer, token: str) -> UUID | None:
    try:
        return UUID(serializer.loads(token))
    except (BadData, ValueError, TypeError, AttributeError):
        return None
