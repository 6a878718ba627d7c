"""What a benefit and its criteria say, field by field, for people who compare and review."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from shared.criteria import Sentence, render
from shared.events import Benefit, Tier
from shared.vocabulary import BENEFIT_KINDS


def benefit_text(benefit: Benefit) -> Iterator[tuple[str, str]]:
    """Every field as its label and text, empty where it says nothing."""
    item = benefit.service_item
    contacts = (*([benefit.contact] if benefit.contact else ()), *benefit.further_contacts)
    heard = benefit.consultation
    yield "优惠方式", BENEFIT_KINDS[benefit.kind]
    yield "支持标准", benefit.amount_text
    yield "定额（元）", "、".join(str(each) for each in benefit.fixed_yuan)
    yield "比例", _percent(benefit.ratio)
    yield "上限（元）", _text(benefit.cap_yuan)
    yield "分档", "\n".join(map(_tier, benefit.tiers))
    yield "申报期", "\n".join(f"{window.first} 至 {window.last}" for window in benefit.windows)
    yield "全年受理", "是" if benefit.rolling else ""
    yield "申报材料", "\n".join(benefit.materials)
    yield "办理流程", benefit.procedure
    yield "评审标准", benefit.review_criteria
    yield "办事事项", f"{item.name}（{item.code}）{item.url}" if item else ""
    yield "咨询", "\n".join(f"{each.name} {each.phone}" for each in contacts)
    yield "普惠性政策", "是" if benefit.universal else ""
    yield (
        "征求意见",
        f"{heard.opinions} 条，来自中小企业 {heard.from_smes} 条{heard.note and '。'}{heard.note}"
        if heard
        else "",
    )


def criteria_text(tree: dict[str, Any]) -> str:
    """One line a node: what it means, and what its author calls it where that is something else."""
    return "\n".join(_lines(render(tree), 0))


def _lines(sentence: Sentence, level: int) -> Iterator[str]:
    clause = f"（{sentence.clause}）" if sentence.clause else ""
    called = f"，对企业说：{sentence.label}" if sentence.label and sentence.label != sentence.text else ""
    yield f"{'　　' * level}{sentence.text}{clause}{called}"
    for child in sentence.children:
        yield from _lines(child, level + 1)


def _tier(tier: Tier) -> str:
    parts = (
        f"定额 {tier.yuan} 元" if tier.yuan is not None else "",
        f"比例 {_percent(tier.ratio)}" if tier.ratio is not None else "",
        f"上限 {tier.cap_yuan} 元" if tier.cap_yuan is not None else "",
    )
    return f"{tier.when}：{'，'.join(filter(None, parts)) or '见正文'}"


def _percent(ratio: Decimal | None) -> str:
    return "" if ratio is None else f"{(ratio * 100).normalize():f}%"


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount)
