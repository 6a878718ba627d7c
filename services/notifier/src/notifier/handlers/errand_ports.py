"""The queue of errands, as handlers need it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from notifier.domain.asking import Asked
from notifier.domain.errands import Errand, ErrandKind
from notifier.domain.inboxed import Inboxed


class Errands(Protocol):
    """Errands, claimed one at a time: the claim is a row lock, so a crash gives it back."""

    async def add(self, errands: Sequence[Errand], due_at: datetime) -> None: ...
    async def claim(self, now: datetime) -> Errand | None: ...
    async def turn(self, errand: Errand, kind: ErrandKind, due_at: datetime) -> None:
        """Make an errand another about the same messages."""
        ...

    async def done(self, errand: Errand) -> None: ...
    async def postpone(self, errand: Errand, due_at: datetime) -> None: ...
    async def questions(self, credit_codes: Sequence[str], today: date, since: datetime) -> list[Asked]:
        """Return the fact that settles most for each enterprise that was asked nothing since then."""
        ...

    async def messages(self, message_ids: Sequence[UUID]) -> list[Inboxed]:
        """Return which of the messages are still there, as they are told of."""
        ...
