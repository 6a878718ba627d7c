"""What a question in plain language says of the asker's firm and of what is wanted.

餐饮企业有什么补贴: industry 62, a grant. What is understood here chooses and orders policies by their
criteria; the words of the question are still looked for in the text.
"""

import re
from dataclasses import dataclass
from typing import Final

from portal_sync.domain.admission import Range
from portal_sync.domain.fact_words import FactWord, fact_words
from shared.criteria.catalogue import FACTS
from shared.criteria.names import name_of
from shared.vocabulary import BENEFIT_KINDS, DEPARTMENTS

_AFTER: Final = re.compile(
    r"(?:类|行业|产业|领域)?的?(?:小微|中小|小|大|中型)?"
    r"(?:企业|公司|行业|单位|厂商|厂|店|商户|机构|商|业主)"
)
_ASKING: Final = re.compile(
    r"什么|哪些|哪个|哪里|怎么|怎样|如何|多少|有没有|是否|能不能|可不可以|可以|能|吗|呢|请问|享受|申请哪|算不算"
)
_YEARS: Final = re.compile(
    r"(?:成立|开业|注册|开办|开了)(?:刚|才|已经|已|满|了|有|快)*\s*([0-9]{1,2}|[一二两三四五六七八九十])\s*(年|个月)"
)
_YOUNG: Final = re.compile(r"刚成立|刚刚成立|新成立|新开办|新办|新注册|刚注册|初创|刚开业")
_STAFF: Final = re.compile(
    r"([0-9]{1,6})\s*(?:个|名)?(?:人|员工)(?:的|左右|以上|以下)?(?=.{0,4}(?:企业|公司|厂|单位|团队))|(?:员工|职工|从业人员|人数)\s*([0-9]{1,6})"
)
_REVENUE: Final = re.compile(
    r"(?:营收|营业收入|销售额|年收入|收入)[^0-9]{0,4}([0-9]+(?:\.[0-9]+)?)\s*(万|亿)"
)
_DIGITS: Final = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_UNITS: Final = {"万": 10_000, "亿": 100_000_000}
# Of these a firm has one value at a time: a policy that asks for another is not for it.
EXCLUSIVE: Final = frozenset({"industry", "size", "entity_type", "ownership", "listing"})
_OF_A_FIRM: Final = EXCLUSIVE | {"qualifications", "parks", "invention_patents", "revenue_growth"}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing understood: a fact with the codes that it may have, and the words that said so."""

    fact: str
    values: tuple[str, ...]
    word: str

    @property
    def says(self) -> str:
        """The same in the site's words."""
        match self.fact:
            case "industry":
                names = [name_of(FACTS["industry"].type, value) for value in self.values]
                return f"行业：{'、'.join(names)}"
            case "kind":
                return f"想要：{BENEFIT_KINDS[self.values[0]]}"
            case "department":
                return f"部门：{DEPARTMENTS.get(self.values[0], self.values[0])}"
            case "state":
                return "即将截止" if self.values == ("soon",) else "正在申报"
            case _:
                fact = FACTS[self.fact]
                known = [fact.codes[value] for value in self.values if value in fact.codes]
                return f"{fact.label}：{'、'.join(known) or self.word}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number told of a firm: months of age, people, yuan. `word` is what was typed."""

    fact: str
    value: int
    word: str

    @property
    def says(self) -> str:
        return f"{FACTS[self.fact].label}：{self.word}"

    def within(self, asked: Range) -> bool:
        return asked.least <= self.value <= asked.most


@dataclass(frozen=True, slots=True)
class Understood:
    """All that was understood. `asks` says that a question was asked rather than words looked up."""

    told: tuple[Told, ...] = ()
    figures: tuple[Figure, ...] = ()
    asks: bool = False

    def of(self, fact: str) -> tuple[str, ...]:
        """Return the codes told of a fact; none where nothing was."""
        return tuple(value for one in self.told if one.fact == fact for value in one.values)

    @property
    def about_firm(self) -> tuple[Told, ...]:
        return tuple(one for one in self.told if one.fact in _OF_A_FIRM)

    @property
    def is_for_firm(self) -> bool:
        """Whether it asks what there is for a firm such as this."""
        wants = self.asks or bool(self.of("kind"))
        return wants and bool(self.figures or self.about_firm)

    @property
    def says(self) -> list[str]:
        """What was understood, for people to see and judge."""
        return list(dict.fromkeys([*(one.says for one in self.told), *(one.says for one in self.figures)]))


def understand(text: str) -> Understood:
    """Read folded text; never fails."""
    asks = bool(_ASKING.search(text))
    found: list[Told] = []
    at = 0
    while at < len(text):
        word = _longest(text, at)
        if word is None:
            at += 1
            continue
        at += len(word.word)
        if word.names_firm or _AFTER.match(text, at):
            found.append(Told(word.fact, word.values, word.word))
    return Understood(tuple(dict.fromkeys(found)), tuple(_figures(text)), asks)


def _longest(text: str, at: int) -> FactWord | None:
    return next((one for one in fact_words().get(text[at], ()) if text.startswith(one.word, at)), None)


def _figures(text: str) -> list[Figure]:
    figures = []
    if young := _YOUNG.search(text):
        figures.append(Figure("founded_on", 6, young[0]))
    if age := _YEARS.search(text):
        count = int(age[1]) if age[1].isdigit() else _DIGITS[age[1]]
        months = count * (12 if age[2] == "年" else 1)
        figures = [Figure("founded_on", months, age[0])]
    if staff := _STAFF.search(text):
        figures.append(Figure("employees", int(staff[1] or staff[2]), staff[0]))
    if revenue := _REVENUE.search(text):
        yuan = int(float(revenue[1]) * _UNITS[revenue[2]])
        figures.append(Figure("revenue", yuan, revenue[0]))
    return figures
