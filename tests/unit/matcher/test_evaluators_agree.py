"""The plain evaluator and the bulk engine are one language: held equal on random trees and profiles."""

import random
from datetime import date
from functools import cache
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.deriving import Known, derive
from matcher.domain.engine import Engine, StaleVerdictsError, Verdicts
from matcher.domain.verdicts import Judgement, judge_profile
from shared.criteria import validate
from shared.events import Verdict
from tests.support.criteria import AS_OF, random_profile, trees

POPULATIONS: Final = 8
PROFILES: Final = 500
TREES: Final = 420
"""Together 210,000 pairs of tree and profile."""


@cache
def population(seed: int) -> tuple[list[Known], Engine]:
    choose = random.Random(seed)
    profiles = [derive(random_profile(choose)) for _ in range(PROFILES)]
    engine = Engine()
    for number, known in enumerate(profiles):
        engine.put(number, derive(random_profile(choose)))  # somebody else had this number before
        engine.put(number, known)
    engine.put(PROFILES, profiles[0])
    engine.drop(PROFILES)
    return profiles, engine


def judgement_of(found: Verdicts, number: int) -> Judgement:
    if number in found.eligible:
        return Judgement(Verdict.ELIGIBLE)
    if number not in found.undetermined:
        return Judgement(Verdict.INELIGIBLE)
    missing = tuple(sorted(fact for fact, numbers in found.missing.items() if number in numbers))
    return Judgement(Verdict.UNDETERMINED, missing, number in found.manual_review)


def everything(found: Verdicts) -> tuple[Any, ...]:
    return found.eligible, found.undetermined, found.missing, found.manual_review


@settings(max_examples=TREES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(tree=trees(), seed=st.integers(0, POPULATIONS - 1), as_of=st.sampled_from(AS_OF))
def test_same_answers(tree: dict[str, Any], seed: int, as_of: date) -> None:
    validate(tree)
    profiles, engine = population(seed)
    found = engine.judge(tree, as_of)
    for number, known in enumerate(profiles):
        assert judgement_of(found, number) == judge_profile(tree, known, as_of), number
    assert PROFILES not in found.eligible | found.undetermined


@settings(max_examples=60, deadline=None, database=None)
@given(tree=trees(6), as_of=st.sampled_from(AS_OF), number=st.integers(0, PROFILES - 1))
def test_asking_again_and_after_a_change_is_the_same(tree: dict[str, Any], as_of: date, number: int) -> None:
    """Thresholds in use are kept current when a profile changes."""
    profiles, engine = population(0)
    first = everything(engine.judge(tree, as_of))
    other = profiles[(number + 1) % PROFILES]
    engine.put(number, other)
    assert judgement_of(engine.judge(tree, as_of), number) == judge_profile(tree, other, as_of)
    engine.put(number, profiles[number])
    assert everything(engine.judge(tree, as_of)) == first


def test_a_profile_comes_back_as_it_was_put() -> None:
    profiles, engine = population(1)
    assert [engine.known(number) for number in range(PROFILES)] == profiles


def test_what_is_missing_is_not_told_of_profiles_that_changed_since() -> None:
    engine = Engine()
    engine.put(0, derive({}))
    found = engine.judge({"fact": "revenue", "op": "gte", "value": 1}, AS_OF[0])
    engine.put(1, derive({}))
    with pytest.raises(StaleVerdictsError):
        _ = found.missing
