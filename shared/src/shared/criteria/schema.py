"""The JSON Schema (draft 2020-12) of a criteria tree, for department systems that write them.

The schema states shapes, facts, operators and value types. Level and node counts, and 1 ≤ k ≤ n, need
`validate`: JSON Schema cannot say them.
"""

from typing import Any, Final

from shared.criteria.catalogue import (
    FACTS,
    HIERARCHIES,
    LIST_OPERATORS,
    NUMBERS,
    PERIOD_OPERATORS,
    Fact,
    FactType,
)
from shared.criteria.values import LARGEST_NUMBER

_NUMBER: Final = {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
_DAY: Final = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_PERIOD: Final = {"type": "string", "pattern": "^P(?=[0-9])([0-9]{1,4}Y)?([0-9]{1,5}M)?$"}
_REGION: Final = {"type": "string", "pattern": "^([1-9][0-9]([0-9]{2}){0,2}|[1-9][0-9]{5}([0-9]{3}){1,2})$"}
_INDUSTRY: Final = {"type": "string", "pattern": "^([A-T]|[0-9]{2,4})$"}


def json_schema() -> dict[str, Any]:
    """The schema as a JSON value; its leaves are made from the catalogue."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:huiqi:criteria:v1",
        "title": "申报条件",
        "$ref": "#/$defs/node",
        "$defs": {"node": {"oneOf": [*_branches(), *(_leaf(fact) for fact in FACTS.values())]}},
    }


def _branches() -> list[dict[str, Any]]:
    nodes = {"type": "array", "items": {"$ref": "#/$defs/node"}, "minItems": 1}
    return [
        _object({"all": nodes}),
        _object({"any": nodes}),
        _object({"not": {"$ref": "#/$defs/node"}}),
        _object({"at_least": {"type": "integer", "minimum": 1}, "of": nodes}),
        _object({"manual": {"type": "string", "minLength": 1}}),
    ]


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    notes = {"label": {"type": "string"}, "clause": {"type": "string"}}
    return {
        "type": "object",
        "properties": {**properties, **notes},
        "required": list(properties),
        "additionalProperties": False,
    }


def _leaf(fact: Fact) -> dict[str, Any]:
    alternatives = [
        _object({"fact": {"const": fact.name}, "op": {"const": op}, "value": _operand(fact, op)})
        for op in fact.operators
    ]
    return {"title": fact.label, "oneOf": alternatives}


def _operand(fact: Fact, op: str) -> dict[str, Any]:
    if op in PERIOD_OPERATORS:
        return _PERIOD
    one = _value(fact)
    if op == "between":
        return {"type": "array", "items": one, "minItems": 2, "maxItems": 2}
    return {"type": "array", "items": one, "minItems": 1} if op in LIST_OPERATORS else one


def _value(fact: Fact) -> dict[str, Any]:
    if fact.type in NUMBERS:
        return _NUMBER
    if fact.type in HIERARCHIES:
        return _REGION if fact.type is FactType.REGION else _INDUSTRY
    if fact.type is FactType.CODE:
        return {"enum": list(fact.codes)}
    by_type = {FactType.BOOLEAN: {"type": "boolean"}, FactType.DATE: _DAY}
    return by_type.get(fact.type, {"type": "string", "minLength": 1, "maxLength": 64})
