"""A policy's criteria, taken apart once for all who are judged by them.

The tree decides by nothing but the results of its leaves. What each combination of results comes to is worked
out by the plain evaluator when it is first seen; of a hundred thousand enterprises most share a few.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from pydantic_core import to_json

from matcher.domain.deriving import RATIO_INPUTS, SIZE_INPUTS, Known, derive
from matcher.domain.evaluating import Explained, combine
from matcher.domain.leaves import answer_of, holds, seen_by
from matcher.domain.population import Policy
from matcher.domain.proofs import MOST_REASONS, Words, words_of
from matcher.domain.sizing import ALL_SIZES
from matcher.domain.truth import Truth, name_of
from matcher.domain.verdicts import Judgement, judge
from shared.criteria.catalogue import FACTS, HIERARCHIES
from shared.events import DecidingCriterion

_LETTERS: Final[dict[Truth, str]] = {True: "T", False: "F", None: "U"}
_TRUTHS: Final = {letter: truth for truth, letter in _LETTERS.items()}
_MOST_KEPT: Final = 4096
# What a day decides, and nothing that an enterprise says.
_BY_THE_DAY: Final = frozenset({"age_gte", "age_lt"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf at its place; `fact` is None where a person decides."""

    pointer: str
    node: dict[str, Any]

    @property
    def fact(self) -> str | None:
        """The fact that it asks about."""
        fact: str | None = self.node.get("fact")
        return fact


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a combination of results comes to; `deciding` are the places of the leaves that decided.

    `open_text` is what is missing and whether a person decides, as the end of a change in JSON.
    """

    judgement: Judgement
    deciding: tuple[int, ...]
    open_text: str


class Judged(NamedTuple):
    """One enterprise under one policy: a letter for each leaf, and the value that each saw, as JSON."""

    results: str
    seen: tuple[str, ...]
    outcome: Outcome

    @property
    def seen_text(self) -> str:
        """All values seen, as JSON."""
        return f"[{','.join(self.seen)}]"


class _Asked:
    """A leaf that is asked of many; what it says of a code is worked out once."""

    def __init__(self, leaf: Leaf) -> None:
        self._node, self._fact = leaf.node, leaf.fact
        self._is_plain = self._fact not in (None, "size")
        if self._is_plain:
            self._answer, self._operand = answer_of(leaf.node["fact"], leaf.node["op"]), leaf.node["value"]
        # A few thousand codes at most; those of other facts are as fast to compare.
        self._of_codes: dict[str, tuple[str, str]] | None = None
        if leaf.fact is not None and FACTS[leaf.fact].type in HIERARCHIES:
            self._of_codes = {}

    def said(self, known: Known, as_of: date) -> tuple[str, str]:
        """What the leaf comes to, as a letter, and the value that it saw, as JSON."""
        if self._fact is None:
            return "U", "null"
        if not self._is_plain:
            return _LETTERS[holds(self._node, known, as_of)], _json(seen_by(self._node, known))
        value = known.values.get(self._fact)
        if value is None:
            return "U", "null"
        if self._of_codes is not None:
            return self._of_code(self._of_codes, value, as_of)
        letter = _LETTERS[self._answer(value, self._operand, as_of)]
        return letter, str(value) if type(value) is int else _json(seen_by(self._node, known))

    def _of_code(self, said: dict[str, tuple[str, str]], code: str, as_of: date) -> tuple[str, str]:
        found = said.get(code)
        if found is None:
            if len(said) >= _MOST_KEPT:
                said.clear()
            found = said[code] = _LETTERS[self._answer(code, self._operand, as_of)], _json(code)
        return found


class Rules:
    """The criteria of one revision. Threads may share it: what it remembers never changes."""

    def __init__(self, policy: Policy) -> None:
        if policy.criteria is None:
            raise ValueError("nobody files for a policy without criteria")
        self.policy = policy
        self.tree: dict[str, Any] = policy.criteria
        self.leaves = tuple(_leaves(self.tree, ""))
        self._asked = tuple(map(_Asked, self.leaves))
        self._outcomes: dict[str, Outcome] = {}

    @cached_property
    def words(self) -> Words:
        """Every node in words."""
        return words_of(self.tree)

    @cached_property
    def depends_on_the_day(self) -> bool:
        """Whether a verdict may change although nobody changed anything."""
        return any(leaf.node.get("op") in _BY_THE_DAY for leaf in self.leaves)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts that the criteria ask about."""
        return frozenset(leaf.fact for leaf in self.leaves if leaf.fact)

    @cached_property
    def inputs(self) -> frozenset[str]:
        """The stated facts that the criteria see, directly or by what is derived from them."""
        derived = [RATIO_INPUTS.get(name, frozenset()) for name in self.facts]
        return self.facts.union(*derived, SIZE_INPUTS if "size" in self.facts else ())

    def known(self, facts: Mapping[str, Any]) -> Known:
        """As much of a profile as the criteria see, derived facts completed."""
        return derive({name: facts[name] for name in self.inputs if name in facts})

    def judged(self, known: Known, as_of: date) -> Judged:
        """One enterprise's results with what they come to."""
        letters, seen = zip(*[ask.said(known, as_of) for ask in self._asked], strict=True)
        results = "".join(letters)
        return Judged(results, seen, self.outcome(results))

    @property
    def remembered(self) -> int:
        """How many combinations of results were seen; each takes some hundred bytes."""
        return len(self._outcomes)

    def outcome(self, results: str) -> Outcome:
        """What results come to, a letter for each leaf."""
        found = self._outcomes.get(results)
        if found is None:
            found = self._outcomes[results] = self._outcome(results)
        return found

    def _outcome(self, results: str) -> Outcome:
        truths = {leaf.pointer: _TRUTHS[letter] for leaf, letter in zip(self.leaves, results, strict=True)}
        tree = combine(self.tree, lambda pointer, node: Explained(pointer, node, truths[pointer]))
        places = {leaf.pointer: place for place, leaf in enumerate(self.leaves)}
        deciding = [
            places[leaf.pointer] for _, leaf in zip(range(MOST_REASONS), tree.deciding(), strict=False)
        ]
        judgement = judge(tree)
        left = {"missing": judgement.missing, "manual_review": judgement.manual_review}
        return Outcome(judgement, tuple(deciding), _json(left).removeprefix("{"))

    def reasons_text(self, judged: Judged) -> str:
        """The criteria that decided, in the order of the tree, at most twelve: as JSON.

        Put together from text: as objects, a third of the time of a policy that reaches many went into them.
        """
        heads, seen = self._heads, judged.seen
        return f"[{','.join([f'{heads[place]}{seen[place]}}}' for place in judged.outcome.deciding])}]"

    @cached_property
    def _heads(self) -> tuple[str, ...]:
        """For each leaf a `DecidingCriterion` in JSON, up to the value seen."""
        reasons = [
            DecidingCriterion(
                pointer=leaf.pointer,
                label=self.words[leaf.pointer].words,
                clause=leaf.node.get("clause", ""),
                fact=leaf.fact,
            )
            for leaf in self.leaves
        ]
        return tuple(reason.model_dump_json().removesuffix("null}") for reason in reasons)

    def expanded(self, results: str, seen: Sequence[Any], as_of: str) -> dict[str, Any]:
        """A proof as people read it: every criterion with its result, the value seen, and the clause."""
        judgement = self.outcome(results).judgement
        return {
            "as_of": as_of,
            "verdict": judgement.verdict.value,
            "missing": list(judgement.missing),
            "manual_review": judgement.manual_review,
            "leaves": [
                {
                    "pointer": leaf.pointer,
                    "result": name_of(_TRUTHS[letter]),
                    "label": leaf.node.get("label"),
                    "clause": leaf.node.get("clause"),
                    "fact": leaf.fact,
                    "op": leaf.node.get("op"),
                    "value": leaf.node.get("value"),
                    "seen": value,
                    "sentence": self.words[leaf.pointer].text,
                }
                for leaf, letter, value in zip(self.leaves, results, seen, strict=True)
            ],
        }


def proof_text(judged: Judged, as_of: date) -> str:
    """What is kept beside the criteria, as JSON: the day, a letter for each leaf, the values seen."""
    return f'{{"day":"{as_of.isoformat()}","results":"{judged.results}","seen":{judged.seen_text}}}'


def ended_text(why: str, as_of: date) -> str:
    """The proof of a match that ended with its policy."""
    return json.dumps({"as_of": as_of.isoformat(), "verdict": "ineligible", "ended": why, "leaves": []})


def is_compact(proof: Mapping[str, Any]) -> bool:
    """Whether a proof needs its criteria to be read; those of earlier versions say everything themselves."""
    return "results" in proof


def expand(proof: Mapping[str, Any], rules: Rules | None) -> dict[str, Any]:
    """A stored proof as people read it; as it is where its criteria are not known."""
    if rules is None or not is_compact(proof) or len(proof["results"]) != len(rules.leaves):
        return dict(proof)
    return rules.expanded(proof["results"], proof["seen"], proof["day"])


def holds_up(proof: Mapping[str, Any], rules: Rules, verdict: str) -> bool:
    """Whether the values seen still give the results, and the results the verdict, when judged once more."""
    results, seen = proof["results"], proof["seen"]
    if len(results) != len(rules.leaves) or len(seen) != len(rules.leaves):
        return False
    as_of = date.fromisoformat(proof["day"])
    for leaf, letter, value in zip(rules.leaves, results, seen, strict=True):
        truth = holds(leaf.node, _known_from(leaf.fact, value), as_of) if leaf.fact else None
        if _LETTERS[truth] != letter:
            return False
    return rules.outcome(results).judgement.verdict.value == verdict


def _json(value: object) -> str:
    return to_json(value).decode()


def _known_from(fact: str, value: Any) -> Known:  # noqa: ANN401 (a value of the fact's type)
    if fact == "size":
        possible = [value] if isinstance(value, str) else value
        return Known({}, ALL_SIZES if possible is None else frozenset(possible))
    if value is None:
        return Known({}, frozenset())
    return Known({fact: frozenset(value) if isinstance(value, list) else value}, frozenset())


def _leaves(node: dict[str, Any], pointer: str) -> Iterator[Leaf]:
    if "fact" in node or "manual" in node:
        yield Leaf(pointer, node)
        return
    if "not" in node:
        yield from _leaves(node["not"], f"{pointer}/not")
        return
    kind = next(kind for kind in ("all", "any", "of") if kind in node)
    for index, child in enumerate(node[kind]):
        yield from _leaves(child, f"{pointer}/{kind}/{index}")
