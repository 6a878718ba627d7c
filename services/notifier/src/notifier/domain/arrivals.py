"""Where a live inbox has come to: by the transaction that brought a message, then by the message's id.

A transaction's number says when it began, not when it became visible. So only those are looked at that are
older than every one still under way: what is looked at is complete, and never has to be looked at again.
"""

import re
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

_NONE: Final = UUID(int=0)
_FORM: Final = re.compile(r"(\d{1,18})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """After this message of this transaction; with no message, before all of the transaction's."""

    transaction: int
    message_id: UUID = _NONE

    def __str__(self) -> str:
        return f"{self.transaction}-{self.message_id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote. Raises ValueError."""
        form = _FORM.fullmatch(text)
        if form is None:
            raise ValueError("not a place in an inbox")
        return cls(int(form[1]), UUID(form[2]))


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that became visible, and whose it is."""

    place: Place
    credit_code: str
