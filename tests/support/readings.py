"""What the rules read from a clause, as of the day and in the district of the tests."""

from datetime import date
from typing import Any, Final

from publisher.domain.extraction.conditions import Context, Proposal, propose
from publisher.domain.extraction.numbering import outline
from publisher.domain.extraction.plain import marks

WRITTEN_ON: Final = date(2026, 4, 7)
PUTUO: Final = "310107"


def read_clause(text: str) -> Proposal:
    """The proposal for a clause that stands alone; one that says nothing fails."""
    root = outline([marks(line) for line in text.split("\n") if line.strip()])
    proposal = propose([root], Context(PUTUO, WRITTEN_ON))
    assert proposal is not None, text
    return proposal


def manual_texts(tree: dict[str, Any]) -> list[str]:
    """What is left to a person."""
    if "manual" in tree:
        return [tree["manual"]]
    below = [tree["not"]] if "not" in tree else [n for key in ("all", "any", "of") for n in tree.get(key, ())]
    return [text for node in below for text in manual_texts(node)]
