"""A proposed tree whose nodes know the sentence that they came from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

_KEY: Final = {"all": "all", "any": "any", "not": "not", "at_least": "of"}


@dataclass(frozen=True)
class Source:
    """Where a node came from. `doubt` says why the rules are unsure; empty where they are sure."""

    pointer: str
    sentence: str
    clause: str
    doubt: str

    @property
    def sure(self) -> bool:
        return not self.doubt


@dataclass(frozen=True)
class Term:
    """A node: `kind` is fact, manual, all, any, not or at_least; `leaf` what a fact or manual node says."""

    kind: str
    leaf: tuple[tuple[str, Any], ...] = ()
    children: tuple["Term", ...] = ()
    least: int = 0
    sentence: str = ""
    clause: str = ""
    doubt: str = ""

    def tree(self) -> dict[str, Any]:
        """The node in the criteria language, with the clause of each leaf."""
        if self.kind in {"fact", "manual"}:
            return {**dict(self.leaf), **({"clause": self.clause} if self.clause else {})}
        below = [child.tree() for child in self.children]
        if self.kind == "not":
            return {"not": below[0]}
        return {**({"at_least": self.least} if self.kind == "at_least" else {}), _KEY[self.kind]: below}

    def sources(self, pointer: str = "") -> Iterator[Source]:
        """Every node that has a sentence of its own, with its JSON pointer."""
        if self.sentence:
            yield Source(pointer, self.sentence, self.clause, self.doubt)
        for at, child in enumerate(self.children):
            key = _KEY[self.kind]
            yield from child.sources(f"{pointer}/{key}" if key == "not" else f"{pointer}/{key}/{at}")

    def doubted(self, why: str) -> "Term":
        """The same, with a doubt on it."""
        return replace(self, doubt=join_doubts(self.doubt, why))

    def at(self, clause: str) -> "Term":
        """The same with the clause on every leaf that has none yet."""
        return replace(
            self, clause=self.clause or clause, children=tuple(child.at(clause) for child in self.children)
        )

    def leaves(self) -> Iterator["Term"]:
        """The fact and manual nodes."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def join_doubts(*doubts: str) -> str:
    """Each doubt once."""
    return "".join(dict.fromkeys(doubt for doubt in doubts if doubt))


def fact(node: dict[str, Any], sentence: str, doubt: str = "") -> Term:
    """A condition on a fact."""
    return Term("fact", tuple(node.items()), sentence=sentence, doubt=doubt)


def manual(sentence: str, doubt: str = "规则没有读懂这一句，留给人判断。") -> Term:
    """A condition that a person judges; the sentence itself says what."""
    return Term("manual", (("manual", sentence[:2000]),), sentence=sentence, doubt=doubt)


def group(kind: str, children: Sequence[Term], doubt: str = "") -> Term:
    """All or any of the children, without groups of one or groups of the same kind within."""
    flat: list[Term] = []
    for child in children:
        flat += child.children if child.kind == kind and kind != "at_least" else [child]
    if len(flat) == 1:
        return flat[0].doubted(doubt) if doubt else flat[0]
    sentence = next((child.sentence for child in flat if child.sentence), "") if doubt else ""
    return Term(kind, children=tuple(flat), sentence=sentence, doubt=doubt)


def without_pieces(term: Term) -> Term:
    """Without alternatives of which one is a piece of what a person judges as a whole beside them.

    They could never be false, so they say nothing that the whole sentence does not.
    """
    if term.kind != "all":
        return term
    whole = [child.sentence for child in term.children if child.kind == "manual"]
    kept = [child for child in term.children if not (child.kind == "any" and _has_piece(child, whole))]
    return group("all", kept)


def _has_piece(term: Term, whole: Sequence[str]) -> bool:
    pieces = [child.sentence for child in term.children if child.kind == "manual"]
    return any(piece in sentence for piece in pieces for sentence in whole)


def negated(child: Term) -> Term:
    """What must not hold."""
    if child.kind == "not":
        return child.children[0]
    turned = _OPPOSITE.get(str(dict(child.leaf).get("op", "")))
    if turned and dict(child.leaf).get("fact") not in {"", None}:
        return replace(child, leaf=tuple((dict(child.leaf) | {"op": turned}).items()))
    return Term("not", children=(child,), doubt="")


_OPPOSITE: Final = {
    "eq": "ne", "ne": "eq", "in": "not_in", "not_in": "in", "within": "not_within", "not_within": "within",
    "has_any": "has_none", "has_none": "has_any", "gte": "lt", "lt": "gte", "gt": "lte", "lte": "gt",
    "age_gte": "age_lt", "age_lt": "age_gte",
}  # fmt: skip
