"""Criteria in words, and a leaf of a proof: its result, the value seen, and where the policy says so."""

from collections.abc import Mapping
from typing import Any

from matcher.domain.evaluating import Explained
from matcher.domain.truth import name_of
from shared.criteria import Sentence, render

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
