"""Regions and industries for whoever has to choose one: by code, name or pinyin, or level by level."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from shared.criteria import FactType
from shared.criteria.code_tables import code_table
from shared.criteria.searching import MOST_FOUND, Found, children, find_codes

router = APIRouter(prefix="/codes", tags=["criteria"])  # open to anybody: both are national standards


class CodeItem(BaseModel):
    """A code; `level` counts from 1, and `has_more` says whether others lie under it."""

    code: str
    name: str
    full_name: str
    level: int
    has_more: bool


class Codes(BaseModel):
    """What was found, best first, of the standard in this state."""

    version: str
    items: list[CodeItem]


@router.get("/{kind}")
async def codes(
    kind: Literal["region", "industry"],
    q: Annotated[str, Query(max_length=50)] = "",
    above: Annotated[str, Query(max_length=12)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND)] = 20,
) -> Codes:
    """Search with `q`, or list what lies directly under `above`; with neither, the highest level."""
    fact_type = FactType(kind)
    found = find_codes(fact_type, q, limit) if q.strip() else children(fact_type, above)
    return Codes(version=code_table(fact_type).version, items=list(map(_item, found)))


def _item(found: Found) -> CodeItem:
    return CodeItem(
        code=found.code,
        name=found.name,
        full_name=found.full_name,
        level=found.level,
        has_more=found.has_more,
    )
