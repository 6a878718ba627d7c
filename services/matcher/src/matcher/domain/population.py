"""The profiles and policies in memory that matching works on; a cache of what the tables hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from pyroaring import BitMap

from matcher.domain.deriving import Known, derive
from matcher.domain.engine import Engine, Verdicts
from shared.events import PolicyBrief


class Profile(NamedTuple):
    """One revision of an enterprise's profile. `facts` is None once the enterprise was removed.

    `match_floor` is the newest revision of its matches before an earlier removal: theirs go on from there.
    """

    credit_code: str
    revision: int
    name: str
    facts: Mapping[str, Any] | None
    shard: int
    match_floor: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """What matching knows of a policy; `criteria` is None where nobody files for it."""

    policy_id: UUID
    revision: int
    criteria: dict[str, Any] | None
    brief: PolicyBrief
    withdrawn: bool = False

    @property
    def is_live(self) -> bool:
        """Whether enterprises are matched with it."""
        return self.criteria is not None and not self.withdrawn


class Population:
    """Profiles by dense number, with the bulk engine over them. Not safe for several threads at once."""

    def __init__(self, profiles: Iterable[Profile] = ()) -> None:
        self._numbers: dict[str, int] = {}
        self._profiles: dict[int, tuple[Profile, Known]] = {}
        self._engine = Engine()
        self.apply(profiles)

    def __len__(self) -> int:
        return len(self._profiles)

    def apply(self, profiles: Iterable[Profile]) -> None:
        """Take in new revisions and removals."""
        for profile in profiles:
            number = self._numbers.setdefault(profile.credit_code, len(self._numbers))
            if profile.facts is None:
                self._profiles.pop(number, None)
                self._engine.drop(number)
            else:
                known = derive(profile.facts)
                self._profiles[number] = (profile, known)
                self._engine.put(number, known)

    def get(self, credit_code: str) -> tuple[Profile, Known] | None:
        """One profile with its derived facts."""
        return self._profiles.get(self._numbers.get(credit_code, -1))

    def judge(self, criteria: dict[str, Any], as_of: date) -> Verdicts:
        """Everybody's verdicts, by dense number."""
        return self._engine.judge(criteria, as_of)

    def not_excluded(self, criteria: dict[str, Any], as_of: date) -> list[tuple[Profile, Known]]:
        """Everybody who is eligible or undetermined."""
        found = self.judge(criteria, as_of)
        numbers: BitMap = found.eligible | found.undetermined
        return [self._profiles[number] for number in numbers]
