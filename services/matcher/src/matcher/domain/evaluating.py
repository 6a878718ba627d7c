"""The plain evaluator: one tree, one profile, and the reason for every node."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.domain.deriving import Known
from matcher.domain.leaves import holds, seen_by
from matcher.domain.truth import Truth, all_of, any_of, at_least, none_of


@dataclass(frozen=True, slots=True)
class Explained:
    """A node with its value. `seen` is the value that a leaf saw; `pointer` is its place in the tree."""

    pointer: str
    node: dict[str, Any]
    truth: Truth
    children: tuple["Explained", ...] = ()
    seen: object = None

    @property
    def is_manual(self) -> bool:
        """Whether a person decides here."""
        return "manual" in self.node

    @property
    def fact(self) -> str | None:
        """The fact that a leaf asks about."""
        return self.node.get("fact")

    def leaves(self) -> Iterator["Explained"]:
        """Every leaf under this node, in the order of the tree."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def deciding(self) -> Iterator["Explained"]:
        """The leaves whose values made this node what it is."""
        if not self.children:
            yield self
            return
        decisive = [child for child in self.children if child.truth is self._wanted()]
        for child in decisive or self.children:
            yield from child.deciding()

    def _wanted(self) -> Truth:
        return none_of(self.truth) if "not" in self.node else self.truth


def evaluate(tree: dict[str, Any], known: Known, as_of: date) -> Explained:
    """Evaluate a validated tree. `as_of` is the day that the question is asked for, in Asia/Shanghai."""

    def leaf(pointer: str, node: dict[str, Any]) -> Explained:
        if "fact" not in node:
            return Explained(pointer, node, None)
        return Explained(pointer, node, holds(node, known, as_of), seen=seen_by(node, known))

    return combine(tree, leaf)


def combine(
    tree: dict[str, Any], leaf: Callable[[str, dict[str, Any]], Explained], pointer: str = ""
) -> Explained:
    """Give every node its value; `leaf` answers for a leaf, given its pointer."""
    if "fact" in tree or "manual" in tree:
        return leaf(pointer, tree)
    if "not" in tree:
        child = combine(tree["not"], leaf, f"{pointer}/not")
        return Explained(pointer, tree, none_of(child.truth), (child,))
    kind = next(kind for kind in ("all", "any", "of") if kind in tree)
    children = tuple(
        combine(child, leaf, f"{pointer}/{kind}/{index}") for index, child in enumerate(tree[kind])
    )
    truths = [child.truth for child in children]
    if kind == "of":
        return Explained(pointer, tree, at_least(tree["at_least"], truths), children)
    return Explained(pointer, tree, all_of(truths) if kind == "all" else any_of(truths), children)
