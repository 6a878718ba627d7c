"""Every policy that can be filed for today, judged by what somebody said so far, and what to ask next.

A policy whose criteria nothing but a person's decision leaves open counts as one to file for: no answer of
the visitor's can change it any more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from heapq import nsmallest
from typing import Any, Final, NamedTuple

from matcher.domain.benefits import band, most_yuan
from matcher.domain.deriving import derive
from matcher.domain.judging import Judged, Rules
from matcher.domain.truth import Truth
from shared.criteria import FACTS
from shared.events import Verdict, Window

_PLACES: Final = {fact: place for place, fact in enumerate(FACTS)}
_RESULTS: Final[dict[str, Truth]] = {"T": True, "F": False, "U": None}


class Group(StrEnum):
    """Where a policy stands for who answers."""

    FILE = "file"
    OPEN = "open"
    EXCLUDED = "excluded"


class OpenPolicy(NamedTuple):
    """A policy that can be filed for on a day; `window` is None where filing never closes."""

    rules: Rules
    window: Window | None
    yuan: Decimal

    @property
    def rank(self) -> tuple[int, date, str]:
        """How much is given (in bands), then what closes first."""
        last = self.window.last if self.window else date.max
        return -band(self.yuan), last, self.rules.policy.brief.title


class Reason(NamedTuple):
    """A criterion that decided, or that is open still."""

    truth: Truth
    words: str
    clause: str


class Finding(NamedTuple):
    """One policy's verdict."""

    policy: OpenPolicy
    judged: Judged

    @property
    def group(self) -> Group:
        judgement = self.judged.outcome.judgement
        if judgement.verdict is Verdict.INELIGIBLE:
            return Group.EXCLUDED
        return Group.OPEN if judgement.missing else Group.FILE

    def reasons(self, most: int) -> list[Reason]:
        """The criteria that made the verdict what it is, in the order of the tree."""
        rules, results = self.policy.rules, self.judged.results
        return [
            Reason(_RESULTS[results[place]], rules.words[leaf.pointer].words, leaf.node.get("clause", ""))
            for place in self.judged.outcome.deciding[:most]
            for leaf in (rules.leaves[place],)
        ]


@dataclass(frozen=True, slots=True)
class Survey:
    """All findings by group, each ranked when it is asked for, and the facts worth asking for, best first."""

    groups: Mapping[Group, Sequence[Finding]]
    wanted: tuple[str, ...]

    def some(self, group: Group, offset: int, limit: int) -> list[Finding]:
        """A part of a group: of those left open first what lacks least, then what is worth most."""
        return nsmallest(offset + limit, self.groups[group], key=_rank)[offset:] if limit else []


def open_on(policies: Iterable[Rules], today: date) -> list[OpenPolicy]:
    """Those that can be filed for today; of several open windows the one that closes first."""
    found = []
    for rules in policies:
        brief = rules.policy.brief
        windows = [window for window in brief.windows if window.first <= today <= window.last]
        if windows or not brief.windows:
            window = min(windows, key=lambda one: one.last, default=None)
            found.append(OpenPolicy(rules, window, most_yuan(brief.amount_text)))
    return found


def survey(
    policies: Iterable[OpenPolicy], facts: Mapping[str, Any], unknown: Collection[str], today: date
) -> Survey:
    """Judge each, in some 5 µs of CPU a policy. What is `unknown` is not asked again."""
    known = derive(facts)
    groups: dict[Group, list[Finding]] = {group: [] for group in Group}
    for policy in policies:
        finding = Finding(policy, policy.rules.judged(known, today))
        groups[finding.group].append(finding)
    return Survey(groups, _wanted(groups[Group.OPEN], unknown))


def _wanted(left_open: Iterable[Finding], unknown: Collection[str]) -> tuple[str, ...]:
    """By how many policies an answer should settle: all that lack only it, half of those that lack two.

    Counted by what is lacking, since many policies lack the same.
    """
    lacking: dict[tuple[str, ...], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for finding in left_open:
        missing = finding.judged.outcome.judgement.missing
        count, yuan = lacking[missing]
        lacking[missing] = count + 1, yuan + finding.policy.yuan
    settles: dict[str, float] = defaultdict(float)
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for missing, (count, yuan) in lacking.items():
        for fact in missing:
            settles[fact] += count / len(missing)
            worth[fact] += yuan
    asked = [fact for fact in settles if fact not in unknown]
    return tuple(sorted(asked, key=lambda fact: (-round(settles[fact], 9), -worth[fact], _PLACES[fact])))


def _rank(finding: Finding) -> tuple[int, int, date, str]:
    return len(finding.judged.outcome.judgement.missing), *finding.policy.rank
