"""The form of a profile: text for each fact, read back with a sentence for each that cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from matcher.domain.cells import UnreadableCellError, read_fact, write_fact
from matcher.domain.drafts import ProfileDraft
from matcher.domain.refusals import RefusedError
from matcher.handlers.ports import Enterprise
from shared.criteria import FACTS, Fact, FactType
from shared.criteria.catalogue import NUMBERS

SECTIONS: Final = (
    ("基本情况", ("entity_type", "ownership", "founded_on", "registered_region", "tax_region", "industry")),
    ("规模", ("size", "above_scale", "employees", "revenue", "revenue_previous", "total_assets")),
    ("资本与纳税", ("registered_capital", "tax_paid", "debt_ratio", "listing", "credit_status")),
    (
        "研发与创新",
        ("rd_spend", "rd_staff", "invention_patents", "rd_intensity", "rd_staff_ratio", "revenue_growth"),
    ),
    ("资质、园区与标签", ("qualifications", "parks", "tags")),
)


@dataclass(frozen=True, slots=True)
class FormField:
    """How a fact is asked for."""

    name: str
    label: str
    kind: str
    hint: str
    options: Mapping[str, str]


def sections() -> list[tuple[str, list[FormField]]]:
    """Every fact of the catalogue in a section; new ones come last until they are given a place."""
    placed = {name for _, names in SECTIONS for name in names}
    others = [_field(fact) for fact in FACTS.values() if fact.name not in placed]
    grouped = [(title, [_field(FACTS[name]) for name in names]) for title, names in SECTIONS]
    return [*grouped, *([("其他", others)] if others else [])]


def field_of(name: str) -> FormField:
    """How one fact is asked for."""
    return _field(FACTS[name])


def values_of(enterprise: Enterprise | None) -> dict[str, str]:
    """What stands in the fields at first."""
    if enterprise is None:
        return {"name": ""} | dict.fromkeys(FACTS, "")
    texts = {name: write_fact(fact, enterprise.facts.get(name)) for name, fact in FACTS.items()}
    return {"name": enterprise.name, **texts}


def read_form(form: Mapping[str, Any], credit_code: str) -> ProfileDraft:
    """The profile that a form states; raises `RefusedError`. A field that is empty is a missing fact."""
    facts, errors = {}, {}
    for name, fact in FACTS.items():
        try:
            facts[name] = read_fact(fact, typed(form, name))
        except UnreadableCellError as error:
            errors[name] = str(error)
    if not typed(form, "name"):
        errors["name"] = "请填写企业名称。"
    if errors:
        raise RefusedError(errors)
    return ProfileDraft(credit_code, typed(form, "name"), facts, bool(typed(form, "confirm")))


def typed(form: Mapping[str, Any], name: str) -> str:
    """What was typed into a field; a file in its place is nothing."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _field(fact: Fact) -> FormField:
    if fact.type is FactType.CODE:
        return FormField(fact.name, fact.label, "select", _derived(fact), fact.codes)
    if fact.type is FactType.BOOLEAN:
        return FormField(fact.name, fact.label, "select", "", {"是": "是", "否": "否"})
    if fact.type is FactType.DATE:
        return FormField(fact.name, fact.label, "date", "", {})
    kind = "number" if fact.type in NUMBERS else "text"
    return FormField(fact.name, fact.label, kind, _HINTS.get(fact.type, "") + _derived(fact), {})


def _derived(fact: Fact) -> str:
    labels = "、".join(FACTS[name].label for name in fact.derived_from)
    return f"留空则由{labels}推算。" if labels else ""


_HINTS: Final = {
    FactType.YUAN: "可写 5000000、500万元或 1.2亿元。",
    FactType.COUNT: "整数。",
    FactType.RATIO: "可写 0.05 或 5%。",
    FactType.REGION: "地区代码或名称，例如 310107 或 上海市普陀区。",
    FactType.INDUSTRY: "行业代码或名称，例如 6513 或 软件和信息技术服务业。",
    FactType.SET: "多项用顿号分开；一项也没有请写“无”，不清楚请留空。",
}
