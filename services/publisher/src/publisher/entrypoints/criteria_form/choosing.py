"""What the editor offers beside each field."""

from collections.abc import Mapping

from publisher.entrypoints.criteria_form.nodes import GROUPS, EditNode
from publisher.entrypoints.criteria_form.taking_apart import UNITS
from publisher.entrypoints.criteria_form.wording import operators, sections
from shared.criteria import FACTS, Fact, FactType
from shared.criteria.catalogue import HIERARCHIES, LIST_OPERATORS, NUMBERS, PERIOD_OPERATORS
from shared.criteria.codes import code_problem
from shared.criteria.names import name_of
from shared.criteria.searching import Found, children, find_codes

_MOST_FOUND = 12


class Choices:
    """For the template: everything that can be chosen, in words."""

    groups = GROUPS
    sections = sections()

    def fact(self, node: EditNode) -> Fact | None:
        return FACTS.get(node.fact)

    def operators(self, node: EditNode) -> Mapping[str, str]:
        return operators(FACTS[node.fact])

    def input(self, node: EditNode) -> str:
        """The kind of field that the value is typed into."""
        fact = FACTS[node.fact]
        if node.op in PERIOD_OPERATORS:
            return "period"
        if fact.type in NUMBERS:
            return "number"
        if fact.type in HIERARCHIES:
            return "hierarchy"
        return {FactType.DATE: "date", FactType.BOOLEAN: "boolean"}.get(fact.type, "codes")

    def units(self, node: EditNode) -> Mapping[str, str]:
        """Factor to name; a single one needs no choosing."""
        return UNITS.get(FACTS[node.fact].type, {"1": FACTS[node.fact].unit})

    def several(self, node: EditNode) -> bool:
        """Whether more than one code may be ticked."""
        return node.op in LIST_OPERATORS

    def is_open(self, node: EditNode) -> bool:
        """Whether codes that are in no list yet may be typed."""
        return FACTS[node.fact].type is FactType.SET

    def codes(self, node: EditNode) -> Mapping[str, str]:
        """Every code of the fact with its label, and whatever else is ticked."""
        return {**FACTS[node.fact].codes, **{code: FACTS[node.fact].label_of(code) for code in node.values}}

    def name(self, node: EditNode, code: str) -> str:
        fact_type = FACTS[node.fact].type
        return code if code_problem(fact_type, code) else name_of(fact_type, code)

    def found(self, node: EditNode) -> list[Found]:
        """What the search finds: a code with what lies under it, names and pinyin, or the highest level."""
        fact_type = FACTS[node.fact].type
        if not node.find:
            return children(fact_type, "")
        below = children(fact_type, node.find)
        if below or code_problem(fact_type, node.find) is None:
            return [self._itself(fact_type, node.find), *below]
        return find_codes(fact_type, node.find, _MOST_FOUND)

    def _itself(self, fact_type: FactType, code: str) -> Found:
        known = next((each for each in find_codes(fact_type, code, 1) if each.code == code), None)
        return known or Found(code, name_of(fact_type, code), name_of(fact_type, code), 1, has_more=False)
