"""A seeded generator of plausible enterprises: facts hang together, and some are missing as in life."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from huiqi.sample.credit_codes import credit_code
from huiqi.sample.enterprise import SampleEnterprise
from huiqi.sample.naming import full_name, trade_names
from huiqi.sample.showcase import showcase_enterprises
from huiqi.sample.trades import TRADES, Trade

SEED: Final = 310107
COUNT: Final = 2000

# A fixed day, not today's: the same enterprises come out whenever the sample is loaded.
_LAST_FOUNDED: Final = date(2026, 3, 31)
_CATEGORY: Final = {"individual_business": "92", "cooperative": "93", "non_profit": "52"}
_ENTITY_TYPES: Final = (
    ("company", 84),
    ("individual_business", 7),
    ("partnership", 4),
    ("sole_proprietorship", 3),
    ("non_profit", 1),
    ("cooperative", 1),
)
_REGIONS: Final = (
    ("310107", 82),
    ("310107005", 4),
    ("310106", 4),
    ("310115", 4),
    ("310000", 2),
    ("320500", 2),
    ("330100", 2),
)
_OWNERSHIP: Final = (
    ("private", 78),
    ("foreign", 6),
    ("hmt", 4),
    ("mixed", 6),
    ("state", 4),
    ("collective", 2),
)
_CREDIT: Final = (("normal", 94), ("abnormal_operations", 4), ("serious_dishonesty", 2))
_PARKS: Final = ("taopu", "changfeng", "zhenru")

# How often a fact was never filled in, in hundredths; the rest are always known.
_MISSING: Final = {
    "tax_region": 5, "entity_type": 3, "ownership": 12, "listing": 6, "credit_status": 4, "founded_on": 3,
    "above_scale": 12, "qualifications": 10, "parks": 25, "tags": 35, "revenue": 12, "total_assets": 25,
    "revenue_previous": 22, "registered_capital": 8, "rd_spend": 28, "rd_staff": 35, "tax_paid": 24,
    "employees": 10, "invention_patents": 22, "debt_ratio": 40,
}  # fmt: skip


def sample_enterprises(count: int = COUNT, seed: int = SEED) -> list[SampleEnterprise]:
    """Return `count` enterprises; the showcase ones come first, and one seed always gives the same list."""
    showcase = list(showcase_enterprises().values())[:count]
    return [*showcase, *_generated(count - len(showcase), seed)]


def _generated(count: int, seed: int) -> Iterator[SampleEnterprise]:
    chooser = random.Random(seed)  # noqa: S311 (repeatable, not secret)
    names = trade_names(chooser)
    weights = [trade.weight for trade in TRADES]
    for serial in range(count):
        trade = chooser.choices(TRADES, weights)[0]
        facts = _facts(chooser, trade)
        round_, index = divmod(serial, len(names))
        name = full_name(
            names[index] + "二三四五"[round_ - 1 : round_],
            chooser.choice(trade.suffixes),
            facts["entity_type"],
        )
        code = credit_code(
            facts["registered_region"][:6], serial + 1001, _CATEGORY.get(facts["entity_type"], "91")
        )
        yield SampleEnterprise(code, name, _as_in_life(chooser, facts))


def _facts(chooser: random.Random, trade: Trade) -> dict[str, Any]:
    revenue = round(trade.revenue * chooser.lognormvariate(0, 1.25), -4)
    employees = max(1, round(revenue / trade.revenue_per_head * chooser.uniform(0.6, 1.5)))
    region = _pick(chooser, _REGIONS)
    return {
        "registered_region": region,
        "tax_region": region if chooser.random() < 0.93 else _pick(chooser, _REGIONS),
        "industry": chooser.choice(trade.industries),
        "entity_type": _entity_type(chooser, revenue),
        "ownership": _pick(chooser, _OWNERSHIP),
        "credit_status": _pick(chooser, _CREDIT),
        "founded_on": (_LAST_FOUNDED - timedelta(days=int(chooser.betavariate(1.2, 3) * 9500))).isoformat(),
        "above_scale": revenue >= trade.scale_from,
        "parks": [chooser.choice(_PARKS)] if chooser.random() < 0.3 else [],
        "tags": sorted(tag for tag in trade.tags if chooser.random() < 0.45),
    } | _money(chooser, trade, int(revenue)) | _research(chooser, trade, int(revenue), employees)  # fmt: skip


def _entity_type(chooser: random.Random, revenue: float) -> str:
    return "company" if revenue > 40_000_000 else _pick(chooser, _ENTITY_TYPES)


def _money(chooser: random.Random, trade: Trade, revenue: int) -> dict[str, Any]:
    growth = chooser.gauss(0.08 if trade.research > 0.02 else 0.03, 0.18)
    return {
        "revenue": revenue,
        "revenue_previous": int(round(revenue / max(1 + growth, 0.3), -3)),
        "total_assets": int(round(revenue * chooser.uniform(0.4, 1.6), -3)),
        "registered_capital": chooser.choice(
            (500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000)
        ),
        "tax_paid": int(round(revenue * chooser.uniform(0.005, 0.06), -2)),
        "debt_ratio": round(min(1.3, chooser.betavariate(3, 3.2) * 1.1), 2),
        "listing": _listing(chooser, revenue),
    }


def _listing(chooser: random.Random, revenue: int) -> str:
    if revenue < 80_000_000 or chooser.random() < 0.75:
        return "unlisted"
    return chooser.choice(("neeq", "neeq", "main_board", "star", "chinext", "bse"))


def _research(chooser: random.Random, trade: Trade, revenue: int, employees: int) -> dict[str, Any]:
    intensity = max(0.0, chooser.gauss(trade.research, trade.research * 0.5))
    rd_staff = min(employees, round(employees * min(0.8, intensity * chooser.uniform(2, 6))))
    patents = int(chooser.expovariate(1 / (1 + intensity * 60))) if trade.research > 0.02 else 0
    qualifications = _qualifications(chooser, intensity, patents, revenue)
    return {
        "employees": employees,
        "rd_spend": int(round(revenue * intensity, -3)),
        "rd_staff": rd_staff,
        "invention_patents": patents,
        "qualifications": qualifications,
    }


def _qualifications(chooser: random.Random, intensity: float, patents: int, revenue: int) -> list[str]:
    held = []
    if intensity >= 0.04 and chooser.random() < 0.65:
        held.append("tech_sme" if revenue < 200_000_000 else "high_tech")
    if intensity >= 0.03 and patents >= 1 and chooser.random() < 0.6:
        held.append("high_tech")
    if patents >= 3 and chooser.random() < 0.4:
        held.append(chooser.choice(("innovative_sme", "srdi", "srdi", "little_giant")))
    if revenue > 300_000_000 and chooser.random() < 0.2:
        held.append("regional_hq")
    return sorted(set(held))


def _as_in_life(chooser: random.Random, facts: dict[str, Any]) -> dict[str, Any]:
    """Leave out what enterprises tend to leave out; every fact draws once, so that the seed stays in step."""
    return {name: value for name, value in facts.items() if chooser.random() * 100 >= _MISSING.get(name, 0)}


def _pick(chooser: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    values, weights = zip(*weighted, strict=True)
    return str(chooser.choices(values, weights)[0])
