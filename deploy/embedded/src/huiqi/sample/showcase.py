"""Three enterprises that people sign in as: a software firm, a restaurant and a machine builder."""

from functools import cache

from huiqi.sample.credit_codes import credit_code
from huiqi.sample.enterprise import SampleEnterprise

_PUTUO = "310107"


@cache
def showcase_enterprises() -> dict[str, SampleEnterprise]:
    """Return account name → enterprise. Each matches, misses and lacks facts for some policies."""
    return {"zhilan": _software(), "shanghe": _restaurant(), "jingheng": _machinery()}


def _software() -> SampleEnterprise:
    # Research at 4.6% of revenue: below the research subsidy's bar until its revision lowers that to 4%.
    return SampleEnterprise(
        credit_code(_PUTUO, 1),
        "上海智澜软件科技有限公司",
        {
            "registered_region": "310107",
            "tax_region": "310107",
            "industry": "6513",
            "entity_type": "company",
            "ownership": "private",
            "listing": "unlisted",
            "credit_status": "normal",
            "founded_on": "2019-04-18",
            "above_scale": True,
            "qualifications": ["high_tech", "tech_sme", "innovative_sme"],
            "parks": ["zhenru"],
            "tags": ["software", "digital_content"],
            "revenue": 48_000_000,
            "revenue_previous": 39_500_000,
            "total_assets": 36_000_000,
            "registered_capital": 10_000_000,
            "rd_spend": 2_208_000,
            "tax_paid": 1_960_000,
            "employees": 86,
            "rd_staff": 41,
            "invention_patents": 6,
            "debt_ratio": 0.38,
        },
    )


def _restaurant() -> SampleEnterprise:
    return SampleEnterprise(
        credit_code(_PUTUO, 2),
        "上海尚禾餐饮管理有限公司",
        {
            "registered_region": "310107",
            "tax_region": "310107",
            "industry": "6210",
            "entity_type": "company",
            "ownership": "private",
            "listing": "unlisted",
            "credit_status": "normal",
            "founded_on": "2021-09-06",
            "above_scale": True,
            "qualifications": [],
            "parks": [],
            "revenue": 16_800_000,
            "revenue_previous": 14_900_000,
            "total_assets": 6_200_000,
            "registered_capital": 2_000_000,
            "tax_paid": 520_000,
            "employees": 74,
        },
    )


def _machinery() -> SampleEnterprise:
    # Never said what its debt ratio is: the interest subsidy stays undetermined with one question to answer.
    return SampleEnterprise(
        credit_code(_PUTUO, 3),
        "上海精衡智能装备有限公司",
        {
            "registered_region": "310107",
            "tax_region": "310107",
            "industry": "3491",
            "entity_type": "company",
            "ownership": "mixed",
            "listing": "neeq",
            "credit_status": "normal",
            "founded_on": "2014-11-27",
            "above_scale": True,
            "qualifications": ["high_tech", "srdi"],
            "parks": ["taopu"],
            "tags": ["robotics", "smart_manufacturing"],
            "revenue": 236_000_000,
            "revenue_previous": 211_000_000,
            "total_assets": 310_000_000,
            "registered_capital": 50_000_000,
            "rd_spend": 14_600_000,
            "tax_paid": 9_300_000,
            "employees": 268,
            "rd_staff": 47,
            "invention_patents": 18,
        },
    )
