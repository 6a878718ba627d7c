"""What a policy gives: 按研发费用的8%给予补贴，最高50万元; 一次性奖励20万元; steps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from publisher.domain.extraction.numerals import NUMBER, number
from publisher.domain.extraction.plain import trimmed
from shared.events import Benefit, BenefitKind, Tier

_GIVE: Final = "补贴|补助|奖励|资助|贴息|扶持|奖补|支持|补偿|发放|减免|兑付"
_MONEY: Final = rf"(?P<number>{NUMBER})元"
_PERCENT: Final = rf"(?:(?P<percent>{NUMBER})%|百分之(?P<spelt>{NUMBER}))"
_CAP: Final = re.compile(
    r"(?:最高|不超过|上限(?:为|是)?|封顶(?:为|至|线)?|限额(?:为)?|至多|最多)(?:不超过"
    r"|可达|可获|给予|予以|可给予|奖励|补贴|补助|资助|支持|金额|额度|为|限额|人民币"
    rf"|可)*{_MONEY}"
    rf"|{_MONEY.replace('number', 'other')}(?:人民币)?(?:以内|封顶|为限|为上限)"
)
_FIXED: Final = re.compile(
    rf"(?:{_GIVE}|给予|予以)[^，。；：\d%]{{0,14}}?{_MONEY}"
    rf"|(?<=[、和]){_MONEY.replace('number', 'more')}(?:的)?(?:一次性)?(?:{_GIVE}|资金)"
    rf"|(?:每[家户个人]|按){_MONEY.replace('number', 'each')}"
)
_RATIO: Final = re.compile(_PERCENT)
_COMPARED: Final = re.compile(
    r"(?:不低于|不少于|达到|超过|高于|大于|增长|占比|比例|低于|不足|下降|权重)[^，。；]{0,8}$"
)
_SHARE_GIVEN: Final = re.compile(rf"(?:{_GIVE})比例(?:为|是|按|不超过|最高)*[^，。；\d]{{0,10}}$")
_AFTER: Final = re.compile(r"^(?:（含）|（含[^）]*）)?(?:以上|以下|以内|及以上)")
# 分三年按40%、30%、30%的比例拨付 says when the money comes, not how much.
_INSTALMENT: Final = re.compile(
    r"^(?:、\d{1,3}%)*的?(?:比例)?(?:分[^，。；%]{1,6})?(?:拨付|兑付|发放|支付|兑现)"
)
_MARKER: Final = re.compile(
    r"^(?:（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十\d]{1,3}[.、]|[①-⑮])"
)
_LONGEST_TITLE: Final = 20
_LOAN: Final = re.compile("贴息|贷款利息|利息补贴|担保费")
_TAX: Final = re.compile("减免|免征|减征|退税|税收优惠|即征即退|加计扣除|税额抵扣")
_RECOGNITION: Final = re.compile("认定|命名|授予|授牌|评定|遴选|评选|入库")
_SERVICE: Final = re.compile("培训|服务包|免费服务|辅导|对接服务|公益服务")
_GRANT: Final = re.compile("补贴|补助|奖励|资助|奖补|扶持资金|专项资金|引导资金|发展资金|补偿|给予.{0,12}元")


@dataclass(frozen=True)
class Amounts:
    """Sums in yuan, `ratio` as a fraction of 1; where there are steps each is in `tiers`."""

    fixed: tuple[Decimal, ...] = ()
    ratio: Decimal | None = None
    cap: Decimal | None = None
    tiers: tuple[Tier, ...] = ()


def amounts_in(text: str) -> Amounts:
    """Read the sentences that say what is given. `text` has normal marks."""
    steps: list[tuple[str, Amounts]] = []
    title = ""
    for part in re.split(r"[。；\n]", text):
        found = _in_part(part)
        if marked := _MARKER.match(part):
            title = trimmed(part[marked.end() :]) if found is None and len(part) <= _LONGEST_TITLE else ""
        if found is not None:
            steps.append((_condition(part) or title, found))
    fixed = tuple(dict.fromkeys(amount for _, found in steps for amount in found.fixed))
    ratios = list(dict.fromkeys(found.ratio for _, found in steps if found.ratio is not None))
    caps = [found.cap for _, found in steps if found.cap is not None]
    tiers = tuple(_tier(when, found) for when, found in steps) if len(steps) > 1 else ()
    graded = tiers if all(tier.when for tier in tiers) else ()
    # A share that only one of several steps gives is that step's alone.
    shared = len(ratios) == 1 and all(found.ratio is not None for _, found in steps if graded)
    return Amounts(fixed, ratios[0] if shared else None, max(caps, default=None), graded)


def _in_part(text: str) -> Amounts | None:
    """One sentence without conditions' amounts: what stands with a giving word."""
    caps = [_yuan(found["number"] or found["other"]) for found in _CAP.finditer(text) if _given(text, found)]
    rest = _CAP.sub(lambda found: "\x01" * len(found.group()), text)
    fixed = (
        [_yuan(found["number"] or found["more"] or found["each"]) for found in _FIXED.finditer(rest)]
        if _giving(text)
        else []
    )
    ratios = [
        _share(found)
        for found in _RATIO.finditer(text)
        if _giving(text)
        and (_SHARE_GIVEN.search(text[: found.start()]) or not _COMPARED.search(text[: found.start()]))
        and not _AFTER.match(text[found.end() :])
        and not _INSTALMENT.match(text[found.end() :])
    ]
    known = [amount for amount in (*caps, *fixed, *ratios) if amount]
    if not known:
        return None
    return Amounts(
        tuple(a for a in fixed if a), ratios[0] if ratios else None, next((c for c in caps if c), None)
    )


def _giving(text: str) -> bool:
    return bool(re.search(f"{_GIVE}|给予|予以", text))


def _given(text: str, found: "re.Match[str]") -> bool:
    """最高 and 封顶 speak of what is given; 不超过 may be a condition unless something is given near it."""
    before = text[: found.start()]
    if not found.group().startswith("不超过"):
        return True
    return bool(
        re.search(
            rf"(?:{_GIVE}|给予|予以|总额|最高|额度|金额|家企业|个企业|每家|单个企业|每个企业)[^；。]*$",
            before,
        )
    ) and not re.search(r"(?:收入|资产|资本|投资额?|人员|职工)(?:总额)?$", before)


def _condition(part: str) -> str:
    """For whom a step is: 获得认定的，一次性奖励20万元 → 获得认定."""
    found = re.match(
        r"^(?:\d{1,2}(?:\.\d{1,2})+|[（(]?[一二三四五六七八九十\d①-⑮]{1,3}[）).、]?)?(?:对于?)?(?P<when>[^，]+(?:"
        r"，[^，]+)*?)的?(?:企业|单位)?，?(?:[^，]{0,16}(?:按|给予|予以|一次性|最高|奖励|补贴"
        r"|补助|资助|支持比例))",
        part,
    )
    when = trimmed(found["when"]) if found else ""
    return "" if re.fullmatch(r"(?:按|给予|一次性|最高).*|.{0,1}", when) else when[:200]


def _tier(when: str, found: Amounts) -> Tier:
    yuan = found.fixed[0] if len(found.fixed) == 1 and found.ratio is None else None
    return Tier(when=when, yuan=yuan, ratio=found.ratio, cap_yuan=found.cap)


def _yuan(text: str) -> Decimal | None:
    value = number(text)
    return value if value is not None and 1 <= value < Decimal(10) ** 13 else None


def _share(found: "re.Match[str]") -> Decimal | None:
    value = number(found["percent"] or found["spelt"])
    return value / 100 if value is not None and 0 < value <= 1000 else None


def kind_in(title: str, standard: str) -> BenefitKind | None:
    """What kind of benefit it is; the title's word counts first."""
    for text in (title, standard):
        for pattern, kind in (
            (_LOAN, BenefitKind.LOAN_SUBSIDY),
            (_GRANT, BenefitKind.GRANT),
            (_TAX, BenefitKind.TAX),
            (_RECOGNITION, BenefitKind.RECOGNITION),
            (_SERVICE, BenefitKind.SERVICE),
        ):
            if pattern.search(text):
                return kind
    return None


def plain_amounts(benefit: Benefit | None) -> Sequence[Decimal]:
    """Every sum that a benefit names, for a summary."""
    return () if benefit is None else benefit.fixed_yuan
