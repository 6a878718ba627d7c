"""Am I eligible? A visitor's answers go to the matcher and are kept by nobody."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from portal_sync.domain.checking import Check


class Checks(Protocol):
    """Judges answers; the matcher does."""

    async def check(
        self, policy_id: UUID, answers: Mapping[str, str], unknown: Sequence[str]
    ) -> Check | None:
        """Return the verdict so far; None where there is nothing to check. Raises Outside."""
