"""Addresses that end an endpoint with one click: signed, so that nobody ends another's."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

PATH: Final = "/my/preferences/unsubscribe"
_MARK: Final = 16


@dataclass(frozen=True, slots=True)
class Unsubscribing:
    """Makes and reads the addresses. They hold as long as the key does: old mail must stay usable."""

    key: str
    public_url: str

    def address(self, endpoint_id: UUID) -> str:
        """Return the address for mail to an endpoint."""
        return f"{self.public_url.rstrip('/')}{PATH}/{self.token(endpoint_id)}"

    def token(self, endpoint_id: UUID) -> str:
        """Return the last part of the address."""
        whole = endpoint_id.bytes + self._mark(endpoint_id)
        return urlsafe_b64encode(whole).rstrip(b"=").decode()

    def read(self, token: str) -> UUID | None:
        """Return the endpoint, or None where the token is not ours."""
        try:
            whole = urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
            endpoint_id = UUID(bytes=whole[:_MARK])
        except (NotBase64, ValueError):
            return None
        return endpoint_id if hmac.compare_digest(whole[_MARK:], self._mark(endpoint_id)) else None

    def _mark(self, endpoint_id: UUID) -> bytes:
        signed = hmac.new(self.key.encode(), b"unsubscribe:" + endpoint_id.bytes, sha256)
        return signed.digest()[:_MARK]
