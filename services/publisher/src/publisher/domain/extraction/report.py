"""What was read, as JSON with the keys of a careful reader's notes, and as a summary for people."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from publisher.domain.extraction.document import Extracted
from publisher.domain.extraction.headings import SECTION_LABELS
from shared.criteria import render_lines
from shared.events import Benefit, Tier, Window
from shared.vocabulary import BENEFIT_KINDS, THEMES


def as_json(found: Extracted) -> dict[str, Any]:
    """Everything that was found; keys of what was not found are null or empty."""
    notice, draft = found.notice, found.as_draft()
    windows = [_window(each) for each in notice.filing.windows]
    return {
        "title": found.title,
        "document_number": found.document_number or None,
        "issuer": found.issuer.name if found.issuer else None,
        "joint_issuers": [each.name for each in found.joint_issuers],
        "written_on": _day(found.written_on),
        "published_on": _day(found.published_on),
        "effective_on": _day(found.effective_on),
        "expires_on": _day(found.expires_on),
        "kind": found.kind.value,
        "theme": found.theme or None,
        "genre": found.genre or None,
        "keywords": list(draft.keywords),
        "summary": found.summary,
        "window": windows[0] if windows else None,
        "windows": windows,
        "rolling": notice.filing.rolling,
        "benefit": _benefit(notice.benefit()),
        "tiers": [_tier(each) for each in notice.amounts.tiers],
        "service_item": (notice.service_item.code or None) if notice.service_item else None,
        "service_item_name": (notice.service_item.name or None) if notice.service_item else None,
        "service_item_url": (notice.service_item.url or None) if notice.service_item else None,
        "contacts": [each.model_dump() for each in notice.contacts],
        "materials": list(notice.materials),
        "sections": {label: text for kind, label in SECTION_LABELS.items() if (text := notice.text_of(kind))},
        "criteria": notice.proposal.tree if notice.proposal else None,
        "sources": [
            {
                "pointer": s.pointer,
                "sentence": s.sentence,
                "clause": s.clause,
                "sure": s.sure,
                "doubt": s.doubt,
            }
            for s in (notice.proposal.sources if notice.proposal else ())
        ],
        "remarks": list(notice.proposal.remarks) if notice.proposal else [],
        "doubts": [notice.filing.doubt] if notice.filing.doubt else [],
    }


def as_text(found: Extracted) -> str:
    """A summary in Chinese, a line each."""
    return "\n".join([*_head(found), *_gives(found), *_who(found)])


def _head(found: Extracted) -> Iterator[str]:
    issuers = [each.name for each in ([found.issuer] if found.issuer else []) + list(found.joint_issuers)]
    for label, value in (
        ("标题", found.title),
        ("发文字号", found.document_number),
        ("发文机关", "、".join(issuers)),
        ("成文日期", found.written_on),
        ("发布日期", found.published_on),
        ("施行日期", found.effective_on),
        ("有效期至", found.expires_on),
        ("主题分类（推测）", THEMES.get(found.theme, "")),
        ("体裁", found.genre),
    ):
        if value or label in {"标题", "发文字号", "发文机关", "成文日期"}:
            yield f"{label}：{value or '（没有读到）'}"


def _gives(found: Extracted) -> Iterator[str]:
    notice = found.notice
    if notice.kind is None:
        return
    yield f"优惠方式：{BENEFIT_KINDS[notice.kind.value]}"
    amounts = notice.amounts
    told = [f"定额 {'、'.join(map(_money, amounts.fixed))}"] if amounts.fixed else []
    told += [f"比例 {_share(amounts.ratio)}"] if amounts.ratio is not None else []
    told += [f"上限 {_money(amounts.cap)}"] if amounts.cap is not None else []
    if told:
        yield f"金额：{'，'.join(told)}"
    for window in notice.filing.windows:
        yield f"申报期：{window.first} 至 {window.last}"
    if notice.filing.rolling:
        yield "申报期：全年受理"
    if notice.service_item:
        yield f"办事事项：{notice.service_item.name} {notice.service_item.code}".rstrip()
    for contact in notice.contacts:
        yield f"咨询：{contact.name} {contact.phone}".rstrip()
    if notice.materials:
        yield f"申报材料：{'；'.join(notice.materials)}"


def _who(found: Extracted) -> Iterator[str]:
    proposal = found.notice.proposal
    if proposal is None:
        yield "申报条件：（没有读到）"
        return
    yield "建议的申报条件（请核对）："
    yield from (f"  {line}" for line in render_lines(proposal.tree))
    doubtful = [source for source in proposal.sources if not source.sure]
    if doubtful:
        yield "没有把握的地方："
        yield from (f"  “{source.sentence}”：{source.doubt}" for source in doubtful)
    if proposal.remarks:
        yield "说明性的句子，没有当作条件：" + "；".join(proposal.remarks)


def _benefit(benefit: Benefit | None) -> dict[str, Any] | None:
    if benefit is None:
        return None
    told: dict[str, Any] = {"kind": benefit.kind.value}
    if benefit.fixed_yuan:
        told["fixed_yuan"] = [_number(each) for each in benefit.fixed_yuan]
    if benefit.ratio is not None:
        told["ratio"] = _number(benefit.ratio)
    if benefit.cap_yuan is not None:
        told["cap_yuan"] = _number(benefit.cap_yuan)
    return told


def _tier(tier: Tier) -> dict[str, Any]:
    amounts = {"yuan": tier.yuan, "ratio": tier.ratio, "cap_yuan": tier.cap_yuan}
    return {"when": tier.when} | {name: _number(each) for name, each in amounts.items() if each is not None}


def _window(window: Window) -> dict[str, str]:
    return {"first": str(window.first), "last": str(window.last)}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _day(day: date | None) -> str | None:
    return str(day) if day else None


def _money(amount: Decimal) -> str:
    return f"{_number(amount / 10000)} 万元" if amount >= 10000 else f"{_number(amount)} 元"


def _share(ratio: Decimal) -> str:
    return f"{_number(ratio * 100)}%"


def dumps(found: Extracted) -> str:
    """The JSON as text."""
    return json.dumps(as_json(found), ensure_ascii=False, indent=2)
