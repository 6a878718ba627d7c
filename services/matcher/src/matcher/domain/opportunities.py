"""What an enterprise could file for: what fits, what is undetermined, what it nearly fits; best first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from matcher.domain.benefits import band, most_yuan
from matcher.domain.deriving import derive
from matcher.domain.evaluating import Explained, evaluate
from matcher.domain.population import Policy
from matcher.domain.verdicts import Judgement, judge
from matcher.domain.ways import Way, nearest_way
from matcher.domain.ways.routes import Cost, least_cost
from shared.events import Verdict, Window

MOST_CHANGES: Final = 2
"""Nearly eligible is who has at most so many things to change."""
_MOST_NEAR: Final = 20


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A live policy for one enterprise. `way` is the nearest one, where it is not eligible but nearly."""

    policy: Policy
    judgement: Judgement
    window: Window | None
    yuan: Decimal
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Opportunities:
    """Ranked: by how much is given (in bands), then by the last day, then by how many facts are missing."""

    eligible: tuple[Opportunity, ...] = ()
    undetermined: tuple[Opportunity, ...] = ()
    nearly: tuple[Opportunity, ...] = ()


def find_opportunities(policies: Iterable[Policy], facts: Mapping[str, Any], today: date) -> Opportunities:
    """Judge every live policy whose filing is not over. Takes some 50 µs of CPU a policy."""
    known = derive(facts)
    found: dict[Verdict, list[Opportunity]] = {verdict: [] for verdict in Verdict}
    near: list[tuple[Cost, Opportunity, Explained]] = []
    for policy in policies:
        window = current_window(policy.brief.windows, today)
        if policy.criteria is None or (window is not None and window.last < today):
            continue
        explained = evaluate(policy.criteria, known, today)
        judgement = judge(explained)
        one = Opportunity(policy, judgement, window, most_yuan(policy.brief.amount_text))
        if judgement.verdict is not Verdict.INELIGIBLE:
            found[judgement.verdict].append(one)
        elif is_near(cost := least_cost(explained)):
            near.append((cost, one, explained))
    return Opportunities(
        _ranked(found[Verdict.ELIGIBLE]), _ranked(found[Verdict.UNDETERMINED]), _nearly(near, facts, today)
    )


def is_near(cost: Cost) -> bool:
    """Whether few enough changes are needed, and all can be made."""
    return not cost.impossible and cost.changes <= MOST_CHANGES


def current_window(windows: Sequence[Window], today: date) -> Window | None:
    """The window that is open or opens next, else the last one."""
    coming = sorted((window for window in windows if window.last >= today), key=lambda window: window.first)
    return coming[0] if coming else max(windows, key=lambda window: window.last, default=None)


def _nearly(
    near: Collection[tuple[Cost, Opportunity, Explained]], facts: Mapping[str, Any], today: date
) -> tuple[Opportunity, ...]:
    nearest = sorted(near, key=lambda each: (each[0], *_rank(each[1])))[:_MOST_NEAR]
    ways = ((one, nearest_way(explained, facts, today)) for _, one, explained in nearest)
    return _ranked(
        replace(one, way=way)
        for one, way in ways
        if way and way.possible and way.weight[1] <= MOST_CHANGES and _in_time(way, one.window)
    )


def _in_time(way: Way, window: Window | None) -> bool:
    """Whether what has to be waited for comes before filing is over."""
    return way.until is None or window is None or way.until <= window.last


def _ranked(found: Iterable[Opportunity]) -> tuple[Opportunity, ...]:
    return tuple(sorted(found, key=_rank))


def _rank(one: Opportunity) -> tuple[int, date, int, str]:
    last = one.window.last if one.window else date.max
    return -band(one.yuan), last, len(one.judgement.missing), one.policy.brief.title
