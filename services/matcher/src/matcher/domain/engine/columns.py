"""What every column of the engine can do."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, Protocol

from numpy.typing import NDArray

from matcher.domain.engine.words import Numbers, Words

Saved = tuple[Mapping[str, Any], NDArray[Any]]
"""A column as JSON and an array."""


class Want(Enum):
    """Which numbers a condition keeps: those for whom it is true, or not false, or false, or not true."""

    TRUE = (True, False)
    POSSIBLE = (True, True)
    FALSE = (False, False)
    DOUBTFUL = (False, True)

    @property
    def holding(self) -> bool:
        """Whether it is the condition that is wanted, and not its opposite."""
        return self.value[0]

    @property
    def or_unknown(self) -> bool:
        """Whether those are kept, too, of whom nobody knows."""
        return self.value[1]

    @property
    def negated(self) -> "Want":
        """What the condition must be where its negation is to be as wanted."""
        return Want((not self.holding, self.or_unknown))

    @property
    def others(self) -> "Want":
        """What those are that are not kept."""
        return Want((not self.holding, not self.or_unknown))


class Column(Protocol):
    """One fact of every profile, by dense number."""

    def grow(self, capacity: int) -> None:
        """Make room for so many numbers; a multiple of 64."""
        ...

    def put(self, number: int, value: Any) -> None:  # noqa: ANN401 (a value of the fact's type)
        """Set the value, None where the fact is missing or nobody has the number."""
        ...

    def put_all(self, numbers: Numbers, values: Sequence[Any]) -> None:
        """Set the values of many numbers, each of which is named once."""
        ...

    def get(self, number: int) -> Any:  # noqa: ANN401
        """The value, None where it is missing."""
        ...

    def get_all(self, numbers: Numbers) -> list[Any]:
        """The values of many, as `get` gives each."""
        ...

    def keep(self, some: Words, op: str, operand: Any, as_of: date, want: Want) -> None:  # noqa: ANN401
        """Clear the bits of those for whom the condition is not as wanted."""
        ...

    def kept(self, op: str, operand: Any, as_of: date, want: Want) -> int | None:  # noqa: ANN401
        """About how many that would keep of everybody; None where nobody asked before."""
        ...

    def settle(self, some: Words, op: str, operand: Any, as_of: date) -> None:  # noqa: ANN401
        """Of numbers for whom the condition is possible, clear those for whom it is not true."""
        ...

    def save(self) -> Saved:
        """What `load` takes."""
        ...

    def load(self, saved: Saved) -> None:
        """Take the place of whatever was here."""
        ...
