"""What checking links needs."""

from collections.abc import Sequence
from typing import Protocol

from portal_sync.domain.link_check import Followed, LinkReport


class LinkChecks(Protocol):
    """The links of what is published, and how following them went. In the caller's transaction."""

    async def refresh(self) -> None:
        """Take up links that are new, forget those that nothing has any more."""

    async def claim(self, limit: int) -> Sequence[str]:
        """Return links whose turn it is, and keep them from others for some minutes."""

    async def settle(self, url: str, problem: str) -> None:
        """Write down how it went; an empty problem is none."""

    async def report(self, department: str | None) -> LinkReport:
        """Return what is broken, of one department or of all, longest first."""


class LinkProbe(Protocol):
    """Follows a link."""

    async def probe(self, url: str) -> Followed:
        """Return how that went; its problem is a sentence."""
