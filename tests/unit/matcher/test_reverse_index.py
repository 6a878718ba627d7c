"""One profile against many policies at once is what the plain evaluator says of each."""

import random
from datetime import date
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.deriving import Known, derive
from matcher.domain.engine import ReverseIndex
from matcher.domain.verdicts import judge_profile
from shared.events import Verdict
from tests.support.criteria import AS_OF, contract_cases, random_profile, trees

PROFILES: Final = [derive(random_profile(random.Random(seed))) for seed in range(60)]


def verdicts_of(index: ReverseIndex[int], known: Known, as_of: date) -> dict[int, Verdict]:
    found = index.verdicts(known, as_of)
    return dict.fromkeys(found.eligible, Verdict.ELIGIBLE) | dict.fromkeys(
        found.undetermined, Verdict.UNDETERMINED
    )


def plainly(policies: dict[int, dict[str, Any]], known: Known, as_of: date) -> dict[int, Verdict]:
    judged = {key: judge_profile(tree, known, as_of).verdict for key, tree in policies.items()}
    return {key: verdict for key, verdict in judged.items() if verdict is not Verdict.INELIGIBLE}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    several=st.lists(trees(), min_size=1, max_size=30), as_of=st.sampled_from(AS_OF), seed=st.integers(0, 9)
)
def test_same_answers_while_policies_come_and_go(
    several: list[dict[str, Any]], as_of: date, seed: int
) -> None:
    choose = random.Random(seed)
    index: ReverseIndex[int] = ReverseIndex()
    policies: dict[int, dict[str, Any]] = {}
    for tree in several * 2:
        key = choose.randrange(20)
        policies[key] = tree
        index.put(key, tree)
        if choose.random() < 0.3 and (gone := choose.randrange(20)) in policies:
            del policies[gone]
            index.drop(gone)
        known = choose.choice(PROFILES)
        assert verdicts_of(index, known, as_of) == plainly(policies, known, as_of)
    for known in PROFILES[:20]:
        assert verdicts_of(index, known, as_of) == plainly(policies, known, as_of)
    assert len(index) == len(policies)


def test_the_cases_of_the_contract() -> None:
    index: ReverseIndex[int] = ReverseIndex()
    for number, case in enumerate(contract_cases()):
        index.put(number, case["criteria"])
    for number, case in enumerate(contract_cases()):
        found = verdicts_of(index, derive(case["profile"]), date.fromisoformat(case["as_of"]))
        assert found.get(number, Verdict.INELIGIBLE).value == case["expect"]["verdict"], number
