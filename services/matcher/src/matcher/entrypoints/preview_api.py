"""What criteria would reach: counts for whoever writes them."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Body
from pydantic import BaseModel

from matcher.entrypoints.criteria_api import checked
from matcher.entrypoints.matches_api import Official
from matcher.entrypoints.parts import Wired
from matcher.handlers.preview_criteria import Previewed, preview_criteria
from shared.criteria import FACTS, summarise

router = APIRouter(prefix="/criteria", tags=["criteria"])


class Excluding(BaseModel):
    """A criterion in words: how many enterprises fail it, and how many of them fail no other."""

    pointer: str
    text: str
    failed: int
    alone: int


class Missing(BaseModel):
    """A fact that is not known of so many of the undetermined and could settle their case."""

    fact: str
    label: str
    count: int


class PreviewOut(BaseModel):
    """How many enterprises would be eligible, undetermined and ineligible on a day in Asia/Shanghai."""

    as_of: date
    total: int
    eligible: int
    undetermined: int
    ineligible: int
    excluding: list[Excluding]
    missing: list[Missing]
    manual_review: int


@router.post("/preview")
async def preview(parts: Wired, principal: Official, criteria: Any = Body()) -> PreviewOut:  # noqa: ANN401, B008
    """Count whom criteria would reach; 422 with the pointer of a refused node. Nothing is stored."""
    tree = checked(criteria)
    async with parts.database.transaction() as session:
        found = await preview_criteria(session, tree, matching=parts.matching)
    return shown(found, tree)


def shown(found: Previewed, tree: dict[str, Any]) -> PreviewOut:
    """The counts with each criterion in words."""
    counts = found.counts
    words = {"": _words(tree)} | {
        f"/all/{index}": _words(node) for index, node in enumerate(tree.get("all", []))
    }
    return PreviewOut(
        as_of=found.as_of,
        total=counts.eligible + counts.undetermined + counts.ineligible,
        eligible=counts.eligible,
        undetermined=counts.undetermined,
        ineligible=counts.ineligible,
        excluding=[
            Excluding(
                pointer=each.pointer, text=words.get(each.pointer, ""), failed=each.failed, alone=each.alone
            )
            for each in counts.excluding
        ],
        missing=[Missing(fact=fact, label=FACTS[fact].label, count=count) for fact, count in counts.missing],
        manual_review=counts.manual_review,
    )


def _words(node: dict[str, Any]) -> str:
    """The author's words for a criterion, else the criterion in one line."""
    return str(node.get("label") or summarise(node))
