"""What the matcher says of criteria that nobody has published yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Excluding:
    """One criterion: how many enterprises fail it, and how many of them fail no other."""

    pointer: str
    text: str
    failed: int
    alone: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that so many of the undetermined have not stated."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many enterprises would be eligible, undetermined and ineligible on a day."""

    as_of: date
    total: int
    eligible: int
    undetermined: int
    ineligible: int
    excluding: tuple[Excluding, ...] = ()
    missing: tuple[Missing, ...] = ()
    manual_review: int = 0


class Away(Exception):  # noqa: N818 (somebody is away; that is no fault of the asker)
    """The matcher did not answer; `str()` is a Chinese sentence for the page."""


class Previews(Protocol):
    """Asks the matcher on somebody's behalf."""

    async def ask(self, criteria: dict[str, Any], credentials: Mapping[str, str]) -> Reach:
        """Raise Away where there is no answer in time."""
        ...
