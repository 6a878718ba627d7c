"""The proof of a verdict: every criterion with its result, the value seen, and where the policy says so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from matcher.domain.evaluating import Explained
from matcher.domain.truth import name_of
from matcher.domain.verdicts import Judgement
from shared.criteria import Sentence, render
from shared.events import DecidingCriterion

MOST_REASONS = 12


Words = Mapping[str, Sentence]
"""The sentences of a tree by pointer: made once for all who are judged by it."""


def words_of(tree: dict[str, Any]) -> Words:
    """Every node of a tree in words."""
    words: dict[str, Sentence] = {}
    waiting = [render(tree)]
    while waiting:
        sentence = waiting.pop()
        words[sentence.pointer] = sentence
        waiting.extend(sentence.children)
    return words


def leaf_record(leaf: Explained, words: Words) -> dict[str, Any]:
    """A leaf as plain JSON; `label` and `clause` are null where the author gave none."""
    return {
        "pointer": leaf.pointer,
        "result": name_of(leaf.truth),
        "label": leaf.node.get("label"),
        "clause": leaf.node.get("clause"),
        "fact": leaf.fact,
        "op": leaf.node.get("op"),
        "value": leaf.node.get("value"),
        "seen": leaf.seen,
        "sentence": words[leaf.pointer].text,
    }


def proof(explained: Explained, judgement: Judgement, as_of: date, words: Words) -> dict[str, Any]:
    """What is kept with a match; self-contained, so that it can be read when the policy has moved on."""
    return {
        "as_of": as_of.isoformat(),
        "verdict": judgement.verdict.value,
        "missing": list(judgement.missing),
        "manual_review": judgement.manual_review,
        "leaves": [leaf_record(leaf, words) for leaf in explained.leaves()],
    }


def reasons(explained: Explained, words: Words) -> tuple[DecidingCriterion, ...]:
    """The criteria that decided, in the order of the tree, at most twelve."""
    deciding = [leaf for _, leaf in zip(range(MOST_REASONS), explained.deciding(), strict=False)]
    return tuple(
        DecidingCriterion(
            pointer=leaf.pointer,
            label=words[leaf.pointer].words,
            clause=leaf.node.get("clause", ""),
            fact=leaf.fact,
            value_seen=leaf.seen,
        )
        for leaf in deciding
    )
