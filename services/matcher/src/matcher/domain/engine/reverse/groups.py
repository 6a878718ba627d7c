"""Trees in one form: no negation but at the leaves, `all` and `any` in turns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Kind = Literal["all", "any", "at_least"]


class Leaf(NamedTuple):
    """A condition, or its opposite."""

    node: Mapping[str, Any]
    negated: bool


@dataclass
class Group:
    """What is joined by one connective. Below `at_least` there are groups only."""

    kind: Kind
    least: int = 0
    leaves: list[Leaf] = field(default_factory=list)
    groups: list["Group"] = field(default_factory=list)

    def by_fact(self) -> dict[str, list[Leaf]]:
        """Leaves by fact; ages by a name of their own, for they are asked by the day."""
        found: dict[str, list[Leaf]] = {}
        for leaf in self.leaves:
            if "fact" in leaf.node:
                aged = "age of " if str(leaf.node["op"]).startswith("age_") else ""
                found.setdefault(aged + leaf.node["fact"], []).append(leaf)
        return found

    @property
    def is_manual(self) -> bool:
        """Whether one of the leaves is for a person."""
        return any("manual" in leaf.node for leaf in self.leaves)


def grouped(tree: Mapping[str, Any]) -> Group:
    """A validated tree as a group of kind `all`."""
    root = Group("all")
    _add(root, tree, negate=False)
    return root


def _add(group: Group, node: Mapping[str, Any], *, negate: bool) -> None:
    if "not" in node:
        _add(group, node["not"], negate=not negate)
    elif "fact" in node or "manual" in node:
        group.leaves.append(Leaf(node, negate))
    elif "of" in node:
        _add_counted(group, node, negate)
    else:
        kind: Kind = "all" if ("all" in node) is not negate else "any"
        _add_joined(group, kind, node.get("all") or node["any"], negate)


def _add_counted(group: Group, node: Mapping[str, Any], negate: bool) -> None:
    children = node["of"]
    # Not k or more of n means that n - k + 1 or more are not.
    least = len(children) - node["at_least"] + 1 if negate else node["at_least"]
    if least in (1, len(children)):
        _add_joined(group, "any" if least == 1 and len(children) > 1 else "all", children, negate)
        return
    counted = Group("at_least", least)
    for child in children:
        one = Group("all")
        _add(one, child, negate=negate)
        counted.groups.append(one)
    group.groups.append(counted)


def _add_joined(group: Group, kind: Kind, children: list[Mapping[str, Any]], negate: bool) -> None:
    joined = group
    if kind != group.kind and len(children) > 1:
        joined = Group(kind)
        group.groups.append(joined)
    for child in children:
        _add(joined, child, negate=negate)
