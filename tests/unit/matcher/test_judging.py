"""Judging by the results of the leaves comes to what the plain evaluator says of the whole tree."""

import json
import random
from datetime import date
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.deriving import derive
from matcher.domain.evaluating import Explained, evaluate
from matcher.domain.judging import Rules, expand, holds_up, proof_text
from matcher.domain.population import Policy
from matcher.domain.proofs import MOST_REASONS, Words, leaf_record
from matcher.domain.verdicts import Judgement, judge
from shared.events import DecidingCriterion, PolicyBrief, PolicyPublished
from shared.events.topics import example_of
from tests.support import criteria as samples

CONTENT: dict[str, Any] = example_of(PolicyPublished)["content"]
BRIEF = PolicyBrief.model_validate(
    {"title": "政策", "document_number": "", "issuer": CONTENT["issuer"], "theme": ""}
)
DAY = date(2026, 2, 28)


def rules_of(tree: dict[str, Any]) -> Rules:
    return Rules(Policy(uuid4(), 1, tree, BRIEF))


def proof(explained: Explained, judgement: Judgement, words: Words) -> dict[str, Any]:
    """A proof as it is read, straight from the plain evaluator's tree."""
    return {
        "as_of": DAY.isoformat(),
        "verdict": judgement.verdict.value,
        "missing": list(judgement.missing),
        "manual_review": judgement.manual_review,
        "leaves": [leaf_record(leaf, words) for leaf in explained.leaves()],
    }


def reasons(explained: Explained, words: Words) -> list[DecidingCriterion]:
    """The criteria that decided, straight from the tree, by the model."""
    return [
        DecidingCriterion(
            pointer=leaf.pointer,
            label=words[leaf.pointer].words,
            clause=leaf.node.get("clause", ""),
            fact=leaf.fact,
            value_seen=leaf.seen,
        )
        for leaf in list(explained.deciding())[:MOST_REASONS]
    ]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_results_come_to_what_the_tree_does(data: st.DataObject) -> None:
    tree = data.draw(samples.trees())
    rules = rules_of(tree)
    choose = random.Random(data.draw(st.integers(0, 2**32)))
    for _ in range(10):
        facts = samples.random_profile(choose)
        explained = evaluate(tree, derive(facts), DAY)
        judged = rules.judged(rules.known(facts), DAY)
        judgement = judge(explained)
        assert judged.outcome.judgement == judgement
        told = ",".join(reason.model_dump_json() for reason in reasons(explained, rules.words))
        assert rules.reasons_text(judged) == f"[{told}]"
        kept = json.loads(proof_text(judged, DAY))
        assert expand(kept, rules) == json.loads(json.dumps(proof(explained, judgement, rules.words)))
        assert holds_up(kept, rules, judgement.verdict.value)


def test_a_proof_that_was_touched_does_not_hold_up() -> None:
    rules = rules_of({"all": [{"fact": "revenue", "op": "gte", "value": 5}, {"manual": "评审"}]})
    kept = json.loads(proof_text(rules.judged(rules.known({"revenue": 6}), DAY), DAY))
    assert holds_up(kept, rules, "undetermined")
    assert not holds_up(kept, rules, "eligible")
    assert not holds_up({**kept, "seen": [4, None]}, rules, "undetermined")
    assert not holds_up({**kept, "results": "TT"}, rules, "eligible")
    assert not holds_up({**kept, "results": "F"}, rules, "ineligible")


def test_what_the_day_decides_is_known() -> None:
    age = {"fact": "founded_on", "op": "age_gte", "value": "P1Y"}
    day = {"fact": "founded_on", "op": "on_or_before", "value": "2026-01-01"}
    assert rules_of({"any": [{"not": age}, day]}).depends_on_the_day
    assert not rules_of({"all": [day, {"manual": "评审"}]}).depends_on_the_day


def test_proofs_of_earlier_versions_are_read_as_they_are() -> None:
    old = {"as_of": "2026-02-28", "verdict": "eligible", "leaves": [{"pointer": ""}]}
    assert expand(old, rules_of({"manual": "评审"})) == old
