"""A criteria tree while somebody works on it: what was typed, finished or not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

Path = tuple[int, ...]

GROUPS: Final = {
    "all": "全部符合",
    "any": "符合其中任一项",
    "at_least": "至少符合其中几项",
    "not": "不属于下列任一情形",
}


@dataclass(frozen=True, slots=True)
class EditNode:
    """One node as typed. `value` and `value2` are a number, day, or years and months; `was` is the fact that
    the value was typed for; `find` is what is searched for among codes."""

    kind: str = "all"
    label: str = ""
    clause: str = ""
    least: str = ""
    text: str = ""
    fact: str = ""
    was: str = ""
    op: str = ""
    value: str = ""
    value2: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()
    find: str = ""
    children: tuple["EditNode", ...] = ()

    @property
    def is_group(self) -> bool:
        return self.kind in GROUPS


def prefix(path: Path) -> str:
    """How the names of a node's fields begin: `c` for the root, `c.0.2` below."""
    return ".".join(("c", *map(str, path)))


def path_of(text: str) -> Path | None:
    """The path in a button's value such as `0.2`; None where it is none."""
    parts = text.split(".") if text else []
    if len(parts) > 20 or not all(part.isascii() and part.isdecimal() and len(part) < 4 for part in parts):
        return None
    return tuple(map(int, parts))


def at(root: EditNode, path: Path) -> EditNode | None:
    """The node at a path, if there is one."""
    node = root
    for index in path:
        if index >= len(node.children):
            return None
        node = node.children[index]
    return node


def changed(root: EditNode, path: Path, change: Callable[[EditNode], EditNode]) -> EditNode:
    """The tree with the node at an existing path changed."""
    if not path:
        return change(root)
    children = list(root.children)
    children[path[0]] = changed(children[path[0]], path[1:], change)
    return replace(root, children=tuple(children))


def walk(root: EditNode, path: Path = ()) -> Iterator[tuple[Path, EditNode]]:
    """Every node with its path, a group before what it holds."""
    yield path, root
    for index, child in enumerate(root.children):
        yield from walk(child, (*path, index))
