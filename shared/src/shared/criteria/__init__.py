"""The criteria language (申报条件), version 1: catalogue, validation, rendering and JSON Schema.

Publisher, portal and matcher stand on this package; evaluation belongs to the matcher alone.
"""

from shared.criteria.catalogue import FACTS, OPERATORS, SIZES, Fact, FactType
from shared.criteria.errors import CriteriaError
from shared.criteria.profiles import check_facts, known_facts, validate_facts
from shared.criteria.rendering import Sentence, render, render_lines, say_value, summarise
from shared.criteria.schema import json_schema
from shared.criteria.validating import validate

__all__ = [
    "FACTS",
    "OPERATORS",
    "SIZES",
    "CriteriaError",
    "Fact",
    "FactType",
    "Sentence",
    "check_facts",
    "json_schema",
    "known_facts",
    "render",
    "render_lines",
    "say_value",
    "summarise",
    "validate",
    "validate_facts",
]
