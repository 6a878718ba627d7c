"""Endpoint secrets at rest: Fernet (AES-128-CBC with HMAC-SHA-256), with keys that can be changed."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SEALED: Final = "sealed:"
_REMEMBERED: Final = 20_000


class CannotOpen(Exception):  # noqa: N818 (reads as a sentence where it is raised)
    """A sealed secret was sealed with a key that is not there."""


class FernetVault:
    """Implements `ports.Vault`. The first key seals; every key opens, so that keys can be changed.

    A key is any text of some length: the real one is derived from it (HKDF, RFC 5869).
    """

    def __init__(self, *keys: str) -> None:
        self._fernet = MultiFernet([Fernet(_derived(key)) for key in keys])
        self._opened = lru_cache(_REMEMBERED)(self._open)

    def seal(self, secret: str) -> str:
        return SEALED + self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return what was sealed. What was stored before secrets were sealed is returned as it is."""
        return self._opened(sealed) if sealed.startswith(SEALED) else sealed

    def is_sealed(self, secret: str) -> bool:
        return secret.startswith(SEALED)

    def _open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.removeprefix(SEALED)).decode()
        except InvalidToken as error:
            raise CannotOpen("a secret was sealed with a key that is not in HUIQI_SECRETS_KEYS") from error


def _derived(key: str) -> bytes:
    derivation = HKDF(SHA256(), length=32, salt=None, info=b"huiqi endpoint secrets")
    return urlsafe_b64encode(derivation.derive(key.encode()))
