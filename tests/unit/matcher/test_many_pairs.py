"""Ten million pairs of tree and profile: the plain evaluator against the engine, both ways round."""

import random
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from matcher.domain.deriving import derive
from matcher.domain.engine import Engine, ReverseIndex
from matcher.domain.verdicts import judge_profile
from shared.events import Verdict
from tests.support.criteria import AS_OF, random_profile, trees

_PROFILES: Final = 20_000
_TREES: Final = 500
"""Together ten million pairs."""


@pytest.mark.nightly
@pytest.mark.timeout(7200)
def test_same_answers_ten_million_times() -> None:
    choose = random.Random(20_261_123)
    profiles = [derive(random_profile(choose)) for _ in range(_PROFILES)]
    engine = Engine()
    for number, known in enumerate(profiles):
        engine.put(number, known)
    asked: list[dict[str, Any]] = []

    @seed(20_261_123)
    @settings(max_examples=_TREES, deadline=None, database=None, suppress_health_check=list(HealthCheck),
              phases=[Phase.generate])  # fmt: skip
    @given(tree=trees(), as_of=st.sampled_from(AS_OF))
    def compare(tree: dict[str, Any], as_of: date) -> None:
        asked.append(tree)
        found = engine.judge(tree, as_of)
        missing = found.missing
        for number, known in enumerate(profiles):
            judged = judge_profile(tree, known, as_of)
            assert (number in found.eligible) is (judged.verdict is Verdict.ELIGIBLE)
            assert (number in found.undetermined) is (judged.verdict is Verdict.UNDETERMINED)
            assert (number in found.manual_review) is judged.manual_review
            assert tuple(sorted(fact for fact in missing if number in missing[fact])) == judged.missing

    compare()
    assert len(asked) * _PROFILES >= 10_000_000
    index: ReverseIndex[int] = ReverseIndex()
    for key, tree in enumerate(asked):
        index.put(key, tree)
    verdicts = [engine.judge(tree, AS_OF[0]) for tree in asked]
    for number, known in enumerate(profiles):
        turned = index.verdicts(known, AS_OF[0])
        eligible = [key for key, found in enumerate(verdicts) if number in found.eligible]
        undetermined = [key for key, found in enumerate(verdicts) if number in found.undetermined]
        assert (sorted(turned.eligible), sorted(turned.undetermined)) == (eligible, undetermined)
