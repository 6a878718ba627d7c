"""From what was typed to a criteria tree, with a sentence beside each field that is not finished."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from publisher.entrypoints.criteria_form.nodes import EditNode, Path, prefix, walk
from publisher.entrypoints.criteria_form.operands import Unfinished, operand
from shared.criteria import FACTS, CriteriaError, validate

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Built:
    """The tree of what is finished (None where nothing is), and what is wrong beside which field."""

    tree: Tree | None
    errors: dict[str, str] = field(default_factory=dict)


def build(root: EditNode) -> Built:
    """Build what is finished. An editor without any condition is no tree and no error."""
    if root.is_group and not root.children:
        return Built(None)
    maker = _Maker()
    tree = maker.make(root, ())
    if tree is not None and not maker.errors:
        try:
            validate(tree)
        except CriteriaError as error:
            return Built(None, {_field_at(root, error.pointer): error.message})
    return Built(tree, maker.errors)


class _Maker:
    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def make(self, node: EditNode, path: Path) -> Tree | None:
        core = self._group(node, path) if node.is_group else self._leaf(node, path)
        if core is None:
            return None
        notes = {"label": node.label, "clause": node.clause}
        return {name: text for name, text in notes.items() if text} | core

    def _leaf(self, node: EditNode, path: Path) -> Tree | None:
        if node.kind == "manual":
            if not node.text:
                self._wrong(path, "text", "请写明由人判断什么，例如“经专家评审”。")
                return None
            return {"manual": node.text}
        if node.fact not in FACTS:
            self._wrong(path, "fact", "请选择看哪一项指标。")
            return None
        try:
            return {"fact": node.fact, "op": node.op, "value": operand(node)}
        except Unfinished as unfinished:
            self._wrong(path, unfinished.field, str(unfinished))
            return None

    def _group(self, node: EditNode, path: Path) -> Tree | None:
        made = [self.make(child, (*path, index)) for index, child in enumerate(node.children)]
        children = [each for each in made if each is not None]
        if not node.children:
            self._wrong(path, "kind", "这一组里还没有条件，请添加条件或删去这一组。")
        if not children:
            return None
        if node.kind == "not":
            return {"not": children[0] if len(children) == 1 else {"any": children}}
        if node.kind == "at_least":
            return self._at_least(node, path, children)
        return {node.kind: children}

    def _at_least(self, node: EditNode, path: Path, children: list[Tree]) -> Tree:
        typed = node.least if node.least.isascii() and node.least.isdecimal() else ""
        least = int(typed[:4] or 0)
        if not 1 <= least <= len(node.children):
            self._wrong(path, "least", f"请填 1 至 {len(node.children)} 的整数：至少符合其中几项。")
        # Of what is not finished yet nothing is asked meanwhile.
        return {"at_least": min(max(least, 1), len(children)), "of": children}

    def _wrong(self, path: Path, name: str, sentence: str) -> None:
        self.errors[f"{prefix(path)}.{name}"] = sentence


def _field_at(root: EditNode, pointer: str) -> str:
    """The field of the node at a pointer into the tree that was built from it."""
    here = dict(_pointers(root)).get(pointer, ())
    found = next(node for path, node in walk(root) if path == here)
    return f"{prefix(here)}.{'kind' if found.is_group else 'fact'}"


def _pointers(node: EditNode, path: Path = (), pointer: str = "") -> Iterator[tuple[str, Path]]:
    yield pointer, path
    for index, child in enumerate(node.children):
        step = f"{'of' if node.kind == 'at_least' else node.kind}/{index}"
        if node.kind == "not":
            step = "not" if len(node.children) == 1 else f"not/any/{index}"
        yield from _pointers(child, (*path, index), f"{pointer}/{step}")
