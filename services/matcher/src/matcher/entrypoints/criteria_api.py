"""Criteria for whoever writes them: the JSON Schema, and a check with words."""

from typing import Any

from fastapi import APIRouter, Body
from pydantic import BaseModel

from shared.criteria import FACTS, CriteriaError, json_schema, render_lines, summarise, validate
from shared.web import FieldError, Problem

router = APIRouter(
    prefix="/criteria", tags=["criteria"]
)  # open to anybody: the language is a public contract


class ValidCriteria(BaseModel):
    """Criteria that were accepted, in words: one line for each node, and all in one."""

    valid: bool = True
    lines: list[str]
    summary: str


class FactInfo(BaseModel):
    """A fact that criteria can ask about."""

    name: str
    type: str
    label: str
    unit: str
    operators: list[str]
    codes: dict[str, str]


@router.get("/schema")
async def schema() -> dict[str, Any]:
    """The JSON Schema of criteria, version 1."""
    return json_schema()


@router.get("/facts")
async def facts() -> dict[str, list[FactInfo]]:
    """The fact catalogue."""
    items = [
        FactInfo(
            name=fact.name,
            type=fact.type.value,
            label=fact.label,
            unit=fact.unit,
            operators=list(fact.operators),
            codes=dict(fact.codes),
        )
        for fact in FACTS.values()
    ]
    return {"items": items}


@router.post("/validate")
async def check(criteria: Any = Body()) -> ValidCriteria:  # noqa: ANN401, B008 (any JSON may come)
    """Check criteria; 422 with the pointer of the node that is refused."""
    tree = checked(criteria)
    return ValidCriteria(lines=render_lines(tree), summary=summarise(tree))


def checked(criteria: object) -> dict[str, Any]:
    """The tree as given; raises Problem 422 with the pointer of the node that is refused."""
    try:
        return validate(criteria)
    except CriteriaError as error:
        raise Problem(
            422, error.message, errors=[FieldError(error.message, pointer=f"#{error.pointer}")]
        ) from error
