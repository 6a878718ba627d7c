"""What handing over to channels outside needs: the other system, and the ledger of what it shows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from portal_sync.domain.handover import Due, Handover, Held, Known, Outcome


class OutsideChannel(Protocol):
    """Another system that shows policies, or a folder of files. A plug-in: put, remove, list.

    Every operation may be repeated. Each raises `Outside` where the whole system is out of reach; what it
    refuses of single policies is in the outcomes, one for each handover.
    """

    @property
    def name(self) -> str: ...

    async def put(self, handovers: Sequence[Handover]) -> Sequence[Outcome]:
        """Show these entries where what stands there is what is known to."""

    async def remove(self, handovers: Sequence[Handover]) -> Sequence[Outcome]:
        """Show nothing of these policies any more."""

    async def list(self, policy_ids: Collection[UUID] | None = None) -> Mapping[UUID, Held]:
        """Tell what is shown, of these policies or of all; hashes are computed from what is shown now."""


class Ledger(Protocol):
    """What each channel outside is known to show, and what is due there. In the caller's transaction."""

    async def ask(self, channel: str, policy_ids: Collection[UUID], *, known_only: bool = False) -> None:
        """Have these brought to what the source says; with `known_only` those that are there already."""

    async def claim(self, channel: str, limit: int, until: datetime) -> Sequence[Due]:
        """Return what is due and keep it from others until then."""

    async def settle(self, channel: str, dues: Sequence[Due], outcomes: Sequence[Outcome]) -> None:
        """Write down what is shown now, and when to try again what failed."""

    async def known(self, channel: str, policy_ids: Collection[UUID] | None = None) -> Mapping[UUID, Known]:
        """Return what is known of these or of all."""

    async def correct(self, channel: str, found: Mapping[UUID, Held | None], before: datetime) -> int:
        """Write down what was found where it is not what is known; return how many that were.

        What was handed over since `before`, when the look began, is newer than the look.
        """

    async def note_look(self, channel: str, problem: str | None) -> None:
        """Write down that the channel was compared, or why it could not be."""

    async def looks(self) -> Mapping[str, tuple[datetime | None, str | None]]:
        """Return for each channel when it was last compared, and why it cannot be now."""
