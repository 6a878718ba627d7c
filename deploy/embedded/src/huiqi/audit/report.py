"""What an audit found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

INVARIANTS: Final = {
    1: "One transaction, one fact",
    2: "At least once, effect once",
    3: "Order by revision",
    4: "Same source",
    5: "Gate",
    6: "Every eligible enterprise is told, once",
    7: "Every reminder fires once and only while it is true",
    8: "A push has its proof",
    9: "Nothing falls out",
    10: "Replay rebuilds",
    11: "Tenancy",
    12: "One trace",
}


@dataclass(frozen=True)
class Finding:
    """One check: of which invariant, by whom, how many things were looked at, each breach in a sentence."""

    invariant: int
    source: str
    name: str
    checked: int
    breaches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All findings. `settled` is False where something still moved when the patience ended.

    `facts` are what each service showed, for who wants to compare them with something else.
    """

    findings: Sequence[Finding]
    settled: bool
    waiting: Sequence[str] = field(default=())
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def breaches(self) -> int:
        return sum(len(finding.breaches) for finding in self.findings)

    @property
    def clean(self) -> bool:
        """Whether the system had come to rest and holds to every invariant."""
        return self.settled and self.breaches == 0

    def of(self, number: int) -> list[Finding]:
        """Return the findings about one invariant."""
        return [finding for finding in self.findings if finding.invariant == number]

    def as_json(self) -> dict[str, Any]:
        return {
            "settled": self.settled,
            "waiting": list(self.waiting),
            "breaches": self.breaches,
            "invariants": [
                {
                    "number": number,
                    "name": name,
                    "checked": sum(finding.checked for finding in self.of(number)),
                    "breaches": sum(len(finding.breaches) for finding in self.of(number)),
                    "checks": [
                        {
                            "source": finding.source,
                            "name": finding.name,
                            "checked": finding.checked,
                            "breaches": list(finding.breaches),
                        }
                        for finding in self.of(number)
                    ],
                }
                for number, name in INVARIANTS.items()
            ],
        }

    def as_text(self) -> str:
        lines = []
        for number, name in INVARIANTS.items():
            found = self.of(number)
            broken = [breach for finding in found for breach in finding.breaches]
            mark = "BREACH" if broken else "holds" if found else "not checked"
            lines.append(f"{number:>2}. {name}: {mark} ({sum(finding.checked for finding in found)} checked)")
            lines += [f"      {finding.source}: {finding.name} ({finding.checked})" for finding in found]
            lines += [f"    ! {breach}" for breach in broken]
        if not self.settled:
            lines.append(f"still moving: {'; '.join(self.waiting)}")
        lines.append(f"{self.breaches} breaches")
        return "\n".join(lines)
