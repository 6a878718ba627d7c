"""Whose word stands."""

from datetime import date
from typing import Any

from matcher.domain.claims import SOURCES, Claims, Statement, overruled, standing, state

DAY, LATER = date(2026, 3, 18), date(2026, 4, 1)


def said(claims: Claims, source: str, day: date = DAY, **facts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return state(claims, Statement(source, facts, facts.keys()), day)


def values(claims: Claims) -> dict[str, Any]:
    return {fact: claim.value for fact, claim in standing(claims).items()}


def test_the_registry_stands_over_departments_and_they_over_the_enterprise() -> None:
    claims: Claims = {}
    for number, source in enumerate(reversed(list(SOURCES))):
        claims, _ = said(claims, source, revenue=number)
        assert values(claims) == {"revenue": number}
    for number, source in enumerate(reversed(list(SOURCES))):
        claims, _ = said(claims, source, revenue=100 + number)
        assert values(claims) == {"revenue": max(2, 100 + number) if source == "registry" else 2}


def test_what_is_overruled_is_kept_and_shown() -> None:
    claims, _ = said({}, "registry", employees=10)
    claims, changed = said(claims, "self", LATER, employees=12)
    assert changed == {"employees": 12}
    assert values(claims) == {"employees": 10}
    assert overruled(claims)["employees"].value == 12
    assert overruled(claims)["employees"].day == LATER


def test_repeating_a_higher_source_claims_nothing() -> None:
    claims, _ = said({}, "registry", employees=10)
    assert said(claims, "self", employees=10) == (claims, {})


def test_saying_it_again_keeps_the_day() -> None:
    claims, _ = said({}, "self", employees=10)
    claims, changed = said(claims, "self", LATER, employees=10)
    assert changed == {}
    assert standing(claims)["employees"].day == DAY


def test_what_is_taken_back_lets_a_lower_source_stand() -> None:
    claims, _ = said({}, "self", employees=12)
    claims, _ = said(claims, "department", employees=10)
    claims, changed = state(claims, Statement("department", {}, {"employees"}), LATER)
    assert changed == {"employees": None}
    assert values(claims) == {"employees": 12}


def test_a_statement_is_about_what_it_says_only() -> None:
    claims, _ = said({}, "department", employees=10, revenue=5)
    claims, changed = state(claims, Statement("department", {"revenue": 6}, {"revenue"}), LATER)
    assert (changed, values(claims)) == ({"revenue": 6}, {"employees": 10, "revenue": 6})
