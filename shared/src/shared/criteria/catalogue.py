"""The fact catalogue: every fact an enterprise profile can hold. Adding a fact is one line here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class FactType(StrEnum):
    """What values a fact takes, and with that which operators ask about it."""

    YUAN = "yuan"
    COUNT = "count"
    RATIO = "ratio"
    CODE = "code"
    BOOLEAN = "boolean"
    DATE = "date"
    REGION = "region"
    INDUSTRY = "industry"
    SET = "set"


NUMBERS: Final = frozenset({FactType.YUAN, FactType.COUNT, FactType.RATIO})
HIERARCHIES: Final = frozenset({FactType.REGION, FactType.INDUSTRY})

COMPARISONS: Final = ("eq", "ne", "gt", "gte", "lt", "lte")

OPERATORS: Final[Mapping[FactType, tuple[str, ...]]] = MappingProxyType(
    {
        FactType.YUAN: (*COMPARISONS, "between"),
        FactType.COUNT: (*COMPARISONS, "between"),
        FactType.RATIO: (*COMPARISONS, "between"),
        FactType.CODE: ("eq", "ne", "in", "not_in"),
        FactType.BOOLEAN: ("eq", "ne"),
        FactType.DATE: ("on_or_before", "on_or_after", "between", "age_gte", "age_lt"),
        FactType.REGION: ("within", "not_within"),
        FactType.INDUSTRY: ("within", "not_within"),
        FactType.SET: ("has_any", "has_all", "has_none"),
    }
)

LIST_OPERATORS: Final = frozenset({"in", "not_in", "within", "not_within", "has_any", "has_all", "has_none"})
PERIOD_OPERATORS: Final = frozenset({"age_gte", "age_lt"})


@dataclass(frozen=True)
class Fact:
    """One fact: `codes` maps each code to its label; for a set the list is open, for a code it is closed."""

    name: str
    type: FactType
    label: str
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    derived_from: tuple[str, ...] = ()

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators that ask about this fact."""
        return OPERATORS[self.type]

    def label_of(self, code: str) -> str:
        """The label of one of its codes; a code of an open list that has none yet stands for itself."""
        return self.codes.get(code, code)


def _yuan(name: str, label: str) -> Fact:
    return Fact(name, FactType.YUAN, label, "元")


def _count(name: str, label: str, unit: str) -> Fact:
    return Fact(name, FactType.COUNT, label, unit)


def _ratio(name: str, label: str, *derived_from: str) -> Fact:
    return Fact(name, FactType.RATIO, label, derived_from=derived_from)


def _coded(name: str, fact_type: FactType, label: str, **codes: str) -> Fact:
    return Fact(name, fact_type, label, codes=MappingProxyType(codes))


_SIZES: Final = MappingProxyType({"micro": "微型", "small": "小型", "medium": "中型", "large": "大型"})

_FACTS: Final = (
    Fact("registered_region", FactType.REGION, "注册地"),
    Fact("tax_region", FactType.REGION, "税收户管地"),
    Fact("industry", FactType.INDUSTRY, "国民经济行业"),
    _coded(
        "entity_type",
        FactType.CODE,
        "主体类型",
        company="公司",
        partnership="合伙企业",
        sole_proprietorship="个人独资企业",
        individual_business="个体工商户",
        cooperative="农民专业合作社",
        non_profit="民办非企业单位等非营利组织",
    ),
    _coded(
        "ownership",
        FactType.CODE,
        "所有制",
        state="国有",
        collective="集体",
        private="民营",
        foreign="外商投资",
        hmt="港澳台投资",
        mixed="混合所有制",
    ),
    Fact(
        "size",
        FactType.CODE,
        "企业规模",
        codes=_SIZES,
        derived_from=("industry", "employees", "revenue", "total_assets"),
    ),
    _coded(
        "listing",
        FactType.CODE,
        "上市情况",
        unlisted="未上市",
        neeq="新三板挂牌",
        main_board="主板上市",
        star="科创板上市",
        chinext="创业板上市",
        bse="北交所上市",
        overseas="境外上市",
    ),
    _coded(
        "credit_status",
        FactType.CODE,
        "信用状态",
        normal="正常",
        abnormal_operations="列入经营异常名录",
        serious_dishonesty="列入严重失信名单",
    ),
    Fact("founded_on", FactType.DATE, "成立日期"),
    Fact("above_scale", FactType.BOOLEAN, "规模以上"),
    _coded(
        "qualifications",
        FactType.SET,
        "资质认定",
        high_tech="高新技术企业",
        tech_sme="科技型中小企业",
        innovative_sme="创新型中小企业",
        srdi="专精特新",
        little_giant="专精特新“小巨人”",
        regional_hq="跨国公司地区总部",
    ),
    _coded(
        "parks",
        FactType.SET,
        "所在园区",
        taopu="桃浦智创城",
        changfeng="长风生态商务区",
        zhenru="真如城市副中心",
    ),
    _coded(
        "tags",
        FactType.SET,
        "产业标签",
        software="软件和信息服务",
        ai="人工智能",
        biomed="生物医药",
        robotics="机器人",
        digital_content="数字内容",
        smart_manufacturing="智能制造",
        new_materials="新材料",
        e_commerce="电子商务",
        new_retail="新零售",
        time_honoured="老字号",
        cold_chain="冷链物流",
        design="设计",
    ),
    _yuan("revenue", "上年度营业收入"),
    _yuan("revenue_previous", "前一年度营业收入"),
    _yuan("total_assets", "资产总额"),
    _yuan("registered_capital", "注册资本"),
    _yuan("rd_spend", "上年度研发费用"),
    _yuan("tax_paid", "上年度纳税额"),
    _count("employees", "从业人员数", "人"),
    _count("rd_staff", "研发人员数", "人"),
    _count("invention_patents", "发明专利数", "件"),
    _ratio("rd_intensity", "研发投入强度", "rd_spend", "revenue"),
    _ratio("revenue_growth", "营业收入增长率", "revenue", "revenue_previous"),
    _ratio("rd_staff_ratio", "研发人员占比", "rd_staff", "employees"),
    _ratio("debt_ratio", "资产负债率"),
)

FACTS: Final[Mapping[str, Fact]] = MappingProxyType({fact.name: fact for fact in _FACTS})

SIZES: Final = tuple(_SIZES)
"""Classes of size, smallest first."""
