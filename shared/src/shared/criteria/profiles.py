"""Facts of a profile, held to the catalogue."""

from collections.abc import Mapping
from typing import Any

from shared.criteria.catalogue import FACTS
from shared.criteria.errors import CriteriaError, escape
from shared.criteria.values import value_problem


def check_facts(facts: Mapping[str, Any]) -> dict[str, str]:
    """Every problem by name of fact, each a sentence that says what is allowed; empty where all is well."""
    problems = {}
    for name, value in facts.items():
        fact = FACTS.get(name)
        problem = (
            value_problem(fact, value) if fact else f"没有“{name}”这项指标，可用的有：{'、'.join(FACTS)}。"
        )
        if problem:
            problems[name] = problem
    return problems


def validate_facts(facts: object) -> dict[str, Any]:
    """The facts as given; raises `CriteriaError` with the pointer of the first that is refused."""
    if not isinstance(facts, dict):
        raise CriteriaError("", "企业信息应为一个 JSON 对象，键是指标名。")
    for name, problem in check_facts(facts).items():
        raise CriteriaError(f"/{escape(str(name))}", problem)
    return facts


def known_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without those that are null: a missing fact has one form in storage."""
    return {name: value for name, value in facts.items() if value is not None}
