"""Who has which verdict under one policy in one shard, as bitmaps of numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyroaring import BitMap

from shared.events import Verdict

VERDICTS: Final = (Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.INELIGIBLE)


def _empty() -> dict[Verdict, BitMap]:
    return {verdict: BitMap() for verdict in VERDICTS}


@dataclass(slots=True)
class VerdictSets:
    """One bitmap a verdict. Ineligible are those only who had another verdict once and were told."""

    members: dict[Verdict, BitMap] = field(default_factory=_empty)

    @property
    def told(self) -> BitMap:
        """Everybody who was ever told."""
        return BitMap.union(*self.members.values())

    @property
    def open(self) -> BitMap:
        """Who is eligible or undetermined."""
        return self.members[Verdict.ELIGIBLE] | self.members[Verdict.UNDETERMINED]

    def differing(self, eligible: BitMap, undetermined: BitMap, here: BitMap) -> BitMap:
        """Whose verdict is another now; of who is not `here` nothing is known."""
        gained = (eligible - self.members[Verdict.ELIGIBLE]) | (
            undetermined - self.members[Verdict.UNDETERMINED]
        )
        return gained | ((self.open & here) - eligible - undetermined)

    def correct(self, numbers: BitMap, verdicts: Iterable[tuple[int, Verdict]]) -> None:
        """Forget some, and take their verdicts from elsewhere."""
        for members in self.members.values():
            members.difference_update(numbers)
        for number, verdict in verdicts:
            self.members[verdict].add(number)

    def move(self, number: int, verdict: Verdict) -> None:
        """Give somebody another verdict."""
        for members in self.members.values():
            members.discard(number)
        self.members[verdict].add(number)
