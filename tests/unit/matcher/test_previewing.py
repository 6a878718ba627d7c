"""The preview counts what the plain evaluator finds one at a time."""

import random
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.deriving import derive
from matcher.domain.evaluating import evaluate
from matcher.domain.population import Population, Profile
from matcher.domain.previewing import Exclusion, preview
from tests.support import criteria as samples

DAY = date(2026, 3, 18)


def populated(*facts: dict[str, Any]) -> Population:
    return Population(Profile(str(n), 1, "", each, shard=0) for n, each in enumerate(facts))


PUTUO = {"fact": "registered_region", "op": "within", "value": ["310107"]}
EARNS = {"fact": "revenue", "op": "gte", "value": 100}


def test_says_which_criterion_keeps_whom_out() -> None:
    population = populated(
        {"registered_region": "310107", "revenue": 200},
        {"registered_region": "310107", "revenue": 50},
        {"registered_region": "310115", "revenue": 50},
        {"registered_region": "310107"},
    )
    found = preview(population, {"all": [EARNS, PUTUO]}, DAY)
    assert (found.eligible, found.undetermined, found.ineligible) == (1, 1, 2)
    assert found.excluding == (Exclusion("/all/0", failed=2, alone=1), Exclusion("/all/1", failed=1, alone=0))
    assert found.missing == (("revenue", 1),)


def test_a_tree_of_another_form_excludes_as_a_whole() -> None:
    population = populated({"registered_region": "310115", "revenue": 50})
    assert preview(population, {"any": [EARNS, PUTUO]}, DAY).excluding == (Exclusion("", 1, 1),)


def test_who_waits_for_a_person_is_counted() -> None:
    assert preview(populated({}, {}), {"manual": "经专家评审"}, DAY).manual_review == 2


def test_nobody_is_no_trouble() -> None:
    found = preview(populated(), PUTUO, DAY)
    assert (found.eligible, found.undetermined, found.ineligible, found.excluding) == (0, 0, 0, ())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_counts_are_those_of_the_plain_evaluator(data: st.DataObject) -> None:
    tree = data.draw(samples.trees())
    choose = random.Random(data.draw(st.integers(0, 2**32)))
    facts = [samples.random_profile(choose) for _ in range(12)]
    truths = [evaluate(tree, derive(each), DAY).truth for each in facts]
    found = preview(populated(*facts), tree, DAY)
    assert (found.eligible, found.undetermined, found.ineligible) == tuple(
        sum(truth is wanted for truth in truths) for wanted in (True, None, False)
    )
    for each in found.excluding:
        node = tree["all"][int(each.pointer.rsplit("/", 1)[1])] if each.pointer else tree
        assert each.failed == sum(evaluate(node, derive(one), DAY).truth is False for one in facts)
        assert 0 <= each.alone <= each.failed <= found.ineligible
