"""What every column of the engine can do, and which column a fact has."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from numpy.typing import NDArray
from pyroaring import BitMap

from matcher.domain.engine.pairs import Terms

Arrays = Mapping[str, NDArray[Any]]


class Column(Protocol):
    """One fact of every profile. A number that nobody has is in no bitmap."""

    def put(self, number: int, value: Any) -> None:  # noqa: ANN401 (a value of the fact's type)
        """Set the value, None where the fact is missing."""
        ...

    def drop(self, number: int) -> None:
        """Forget the number: its fact is not even missing."""
        ...

    def get(self, number: int) -> Any:  # noqa: ANN401
        """The value, None where it is missing."""
        ...

    def terms(self, op: str, operand: Any, as_of: date) -> Terms:  # noqa: ANN401
        """Answer a condition."""
        ...

    def most(self, op: str, operand: Any, as_of: date, everyone: int) -> tuple[int, int]:  # noqa: ANN401
        """How many may be inside, and how many unknown, without working it out."""
        ...

    def bitmaps(self) -> list[BitMap]:
        """Every bitmap held, to be counted."""
        ...

    def save(self) -> tuple[dict[str, Any], Arrays]:
        """The column as JSON and arrays."""
        ...

    def load(self, said: Mapping[str, Any], arrays: Arrays, everyone: BitMap) -> None:
        """Become what `save` told."""
        ...
