"""Canonical hashes of what channels hold, computed once and remembered by a cheap fingerprint."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from shared.events import PolicyContent, canonical_hash, content_hash

UNREADABLE: Final = "unreadable"
INCONSISTENT: Final = "inconsistent"
_MOST: Final = 200_000


def recomputed(content: Any) -> str:  # noqa: ANN401 (whatever stands in the column, also what should not)
    """Return the canonical hash of stored content; `unreadable` where it is no policy content at all."""
    try:
        return content_hash(PolicyContent.model_validate(content))
    except (ValidationError, ValueError):
        return UNREADABLE


def of_any(document: Any) -> str:  # noqa: ANN401 (likewise)
    """Return the canonical hash of a stored withdrawal."""
    try:
        return canonical_hash(document)
    except ValueError:
        return UNREADABLE


class ShownHashes:
    """Remembers hashes by fingerprint, so that comparing an unchanged channel reads no text at all.

    The fingerprint is PostgreSQL's MD5 of the stored text: it need not withstand an attacker who can write to
    the database and find collisions, only tell that something changed.
    """

    def __init__(self, compute: Callable[[Any], str] = recomputed) -> None:
        self._compute = compute
        self._known: dict[str, str] = {}

    def unknown(self, fingerprints: set[str]) -> set[str]:
        """Return the fingerprints whose content has to be read."""
        return fingerprints - self._known.keys()

    async def learn(self, contents: Mapping[str, Any]) -> None:
        """Compute the hashes of contents by fingerprint, off the event loop."""
        if len(self._known) > _MOST:
            self._known.clear()
        self._known.update(await asyncio.to_thread(self._hashes, contents))

    def of(self, fingerprint: str) -> str:
        """Return the hash of a content; `unreadable` where it changed before it could be read."""
        return self._known.get(fingerprint, UNREADABLE)

    def _hashes(self, contents: Mapping[str, Any]) -> dict[str, str]:
        return {fingerprint: self._compute(content) for fingerprint, content in contents.items()}
