"""The names and values of the editor's form fields."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from starlette.datastructures import FormData

from publisher.entrypoints.criteria_form.nodes import GROUPS, EditNode, Path, prefix, walk
from publisher.entrypoints.criteria_form.wording import usual_operator
from shared.criteria import FACTS, FactType
from shared.criteria.catalogue import HIERARCHIES
from shared.criteria.codes import code_problem
from shared.criteria.validating import MOST_LEVELS, MOST_NODES

_TEXTS: Final = ("label", "clause", "least", "text", "fact", "was", "op", "value", "value2", "unit", "find")
_KINDS: Final = (*GROUPS, "fact", "manual")
# Unfinished trees may be a little larger than finished ones: to correct one, a person has to see it.
_DEEPEST: Final = MOST_LEVELS + 2


def fields_of(root: EditNode) -> list[tuple[str, str]]:
    """Every field with its value, as the page sends them."""
    fields = []
    for path, node in walk(root):
        name = prefix(path)
        fields.append((f"{name}.kind", node.kind))
        fields += [(f"{name}.{part}", getattr(node, part)) for part in _TEXTS if getattr(node, part)]
        fields += [(f"{name}.values", code) for code in node.values]
    return fields


def read_fields(form: FormData) -> EditNode:
    """The tree that was sent; what is no field of it is left out, and what was typed stays as it is."""
    return _read(form, (), _Budget())


class _Budget:
    """How many nodes may still be read: a form is as long as its sender likes."""

    def __init__(self) -> None:
        self.left = MOST_NODES + 20


def _read(form: FormData, path: Path, budget: _Budget) -> EditNode:
    name = prefix(path)
    kind = _text(form, f"{name}.kind")
    typed: dict[str, Any] = {part: _text(form, f"{name}.{part}") for part in _TEXTS}
    node = EditNode(kind=kind if kind in _KINDS else "all", values=tuple(_values(form, name)), **typed)
    if not node.is_group:
        return _settled(node)
    return replace(node, children=tuple(_children(form, path, budget)))


def _children(form: FormData, path: Path, budget: _Budget) -> Iterator[EditNode]:
    for index in range(MOST_NODES):
        child = (*path, index)
        if f"{prefix(child)}.kind" not in form or len(child) > _DEEPEST or not budget.left:
            return
        budget.left -= 1
        yield _read(form, child, budget)


def _settled(node: EditNode) -> EditNode:
    """With another fact, what was typed for the one before makes no sense, and its operator may not."""
    fact = FACTS.get(node.fact)
    if node.kind != "fact" or fact is None:
        return node
    if node.was != node.fact:
        node = replace(node, value="", value2="", unit="", values=(), find="", was=node.fact)
    if node.op not in fact.operators:
        node = replace(node, op=usual_operator(fact))
    if fact.type in HIERARCHIES and node.find and not code_problem(fact.type, node.find.upper()):
        node = replace(node, find=node.find.upper())
    if fact.type is FactType.YUAN and not node.unit:
        node = replace(node, unit="10000")
    return node


def _values(form: FormData, name: str) -> Iterator[str]:
    """What is ticked, and a code of an open list that was typed."""
    for value in (*form.getlist(f"{name}.values"), form.get(f"{name}.other", "")):
        if isinstance(value, str) and value.strip():
            yield value.strip()


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""
