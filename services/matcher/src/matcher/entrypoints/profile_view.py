"""A profile as its owner sees it: each fact with whose word it is, since when, and what it is used for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from matcher.domain.claims import NAME, SOURCES, overruled, standing
from matcher.domain.deriving import derive
from matcher.entrypoints.profile_form import sections
from matcher.entrypoints.reasons import said_by
from matcher.handlers.ports import Enterprise, PastStatement
from shared.clock import SHANGHAI
from shared.criteria import FACTS, say_value

_MOST_USES = 3


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact. `own` is what the enterprise states where a higher source states otherwise."""

    name: str
    label: str
    value: str
    source: str
    since: date | None
    own: str
    own_since: date | None
    uses: tuple[str, ...]
    more_uses: int


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of one fact."""

    label: str
    value: str
    source: str
    day: date
    at: datetime


def fact_sections(
    enterprise: Enterprise, uses: Mapping[str, Sequence[str]]
) -> list[tuple[str, list[FactLine]]]:
    """Every fact of the catalogue in its section; `uses` has titles of policies by fact."""
    known = derive(enterprise.facts).values
    claims, lost = standing(enterprise.claims), overruled(enterprise.claims)

    def line(name: str) -> FactLine:
        value = known.get(name)
        source, since = said_by(name, claims) if value is not None else ("", None)
        own = lost.get(name)
        return FactLine(
            name,
            FACTS[name].label,
            "" if value is None else say_value(FACTS[name], _plain(value)),
            source,
            since,
            say_value(FACTS[name], own.value) if own else "",
            own.day if own else None,
            tuple(uses.get(name, ())[:_MOST_USES]),
            max(0, len(uses.get(name, ())) - _MOST_USES),
        )

    return [(title, [line(field.name) for field in fields]) for title, fields in sections()]


def history_lines(statements: Iterable[PastStatement]) -> Iterator[HistoryLine]:
    """Every change, newest first."""
    for statement in statements:
        for name, value in sorted(statement.facts.items()):
            yield HistoryLine(
                "企业名称" if name == NAME else FACTS[name].label if name in FACTS else name,
                _said(name, value),
                SOURCES.get(statement.source, statement.source),
                statement.day,
                statement.recorded_at.astimezone(SHANGHAI),
            )


def _said(name: str, value: Any) -> str:  # noqa: ANN401 (of any fact)
    if value is None:
        return "撤回"
    return say_value(FACTS[name], value) if name in FACTS else str(value)


def _plain(value: Any) -> Any:  # noqa: ANN401
    return sorted(value) if isinstance(value, frozenset) else value
