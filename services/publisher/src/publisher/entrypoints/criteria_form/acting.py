"""What the editor's buttons do to the tree: add, remove, move, group, search. One is `verb:path[:what]`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from publisher.entrypoints.criteria_form.nodes import EditNode, Path, at, changed, path_of

Acted = tuple[EditNode, Path | None]
_NEW: Final = {
    "fact": EditNode(kind="fact"),
    "manual": EditNode(kind="manual"),
    "group": EditNode(kind="any", children=(EditNode(kind="fact"),)),
}


def act(root: EditNode, button: str) -> Acted:
    """The tree after a button, and the node to go on with; what makes no sense changes nothing."""
    verb, _, rest = button.partition(":")
    place, _, what = rest.partition(":")
    path = path_of(place)
    node = at(root, path) if path is not None else None
    if path is None or node is None:
        return root, None
    if verb == "add":
        return _add(root, path, what)
    if verb == "find":
        return changed(root, path, lambda each: replace(each, find=what or each.find)), path
    return _ACTS[verb](root, path, node) if verb in _ACTS else (root, path)


def _add(root: EditNode, path: Path, what: str) -> Acted:
    group = at(root, path)
    if what not in _NEW or group is None or (path and not group.is_group):
        return root, path
    if not group.is_group:
        # A single condition becomes the first of several.
        root = group = EditNode(kind="all", children=(root,))
    added = (*path, len(group.children))
    root = changed(root, path, lambda each: replace(each, children=(*each.children, _NEW[what])))
    return root, (*added, 0) if what == "group" else added


def _remove(root: EditNode, path: Path, _node: EditNode) -> Acted:
    if not path:
        return EditNode(kind="all"), ()
    root = _siblings(root, path, lambda children, index: children[:index] + children[index + 1 :])
    left = at(root, path[:-1])
    count = len(left.children) if left else 0
    return root, (*path[:-1], min(path[-1], count - 1)) if count else path[:-1]


def _up(root: EditNode, path: Path, _node: EditNode) -> Acted:
    return _swapped(root, path, -1)


def _down(root: EditNode, path: Path, _node: EditNode) -> Acted:
    return _swapped(root, path, 1)


def _swapped(root: EditNode, path: Path, step: int) -> Acted:
    other = (*path[:-1], path[-1] + step) if path else ()
    if not path or other[-1] < 0 or at(root, other) is None:
        return root, path

    def swap(children: list[EditNode], index: int) -> list[EditNode]:
        children[index], children[index + step] = children[index + step], children[index]
        return children

    return _siblings(root, path, swap), other


def _wrap(root: EditNode, path: Path, node: EditNode) -> Acted:
    """Put it into a group of its own, to which others can be added."""
    return changed(root, path, lambda _: EditNode(kind="any", children=(node,))), path


def _into(root: EditNode, path: Path, node: EditNode) -> Acted:
    """Move it to the end of the group before it."""
    before = (*path[:-1], path[-1] - 1) if path and path[-1] else None
    group = at(root, before) if before is not None else None
    if before is None or group is None or not group.is_group:
        return root, path
    root = _siblings(root, path, lambda children, index: children[:index] + children[index + 1 :])
    root = changed(root, before, lambda each: replace(each, children=(*each.children, node)))
    return root, (*before, len(group.children))


def _out(root: EditNode, path: Path, node: EditNode) -> Acted:
    """Move it out of its group, to stand behind it."""
    if len(path) < 2:
        return root, path
    root = _siblings(root, path, lambda children, index: children[:index] + children[index + 1 :])
    parent = path[:-1]
    root = _siblings(
        root, parent, lambda children, index: [*children[: index + 1], node, *children[index + 1 :]]
    )
    return root, (*parent[:-1], parent[-1] + 1)


def _dissolve(root: EditNode, path: Path, node: EditNode) -> Acted:
    """Put what a group holds in its place."""
    if not path or not node.children:
        return root, path
    inside = node.children
    return _siblings(
        root, path, lambda children, index: [*children[:index], *inside, *children[index + 1 :]]
    ), path


def _siblings(
    root: EditNode, path: Path, change: Callable[[list[EditNode], int], list[EditNode]]
) -> EditNode:
    return changed(
        root,
        path[:-1],
        lambda parent: replace(parent, children=tuple(change(list(parent.children), path[-1]))),
    )


_ACTS: Final[dict[str, Callable[[EditNode, Path, EditNode], Acted]]] = {
    "remove": _remove,
    "up": _up,
    "down": _down,
    "wrap": _wrap,
    "into": _into,
    "out": _out,
    "dissolve": _dissolve,
}
