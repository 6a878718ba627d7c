"""What the matcher says of a visitor's answers to the questions of everything that can be filed for today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal_sync.domain.checking import Asked


@dataclass(frozen=True, slots=True)
class Ground:
    """A criterion that decided, or that is open still: true, false or unknown."""

    truth: str
    words: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One policy; `missing` has the labels of what would settle it, the days are those of the open window."""

    policy_id: str
    title: str
    issuer: str
    verdict: str
    amount_text: str = ""
    first: date | None = None
    last: date | None = None
    filing_url: str = ""
    missing: Sequence[str] = ()
    manual_review: bool = False
    reasons: Sequence[Ground] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """How many policies stand here, and some of them, best first."""

    total: int = 0
    items: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Groups:
    """What can be filed for, what is open still, what does not fit."""

    file: Findings = field(default_factory=Findings)
    open: Findings = field(default_factory=Findings)
    excluded: Findings = field(default_factory=Findings)

    @property
    def total(self) -> int:
        return self.file.total + self.open.total + self.excluded.total


@dataclass(frozen=True, slots=True)
class Survey:
    """Where everything stands; `helps` counts the policies that the question is of use for.

    `said` has answers as people write them and `errors` sentences, by fact.
    """

    groups: Groups
    question: Asked | None
    helps: int
    left: int
    said: Mapping[str, str]
    errors: Mapping[str, str]
