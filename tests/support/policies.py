"""Policies for tests, and the events that carry them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from shared.events import (
    Benefit,
    BenefitKind,
    Contact,
    Department,
    Interpretation,
    InterpretationKind,
    PolicyContent,
    PolicyKind,
    PolicyPublished,
    PolicyWithdrawn,
    Question,
    ResultEntry,
    ResultsAnnounced,
    ResultsFinalised,
    ServiceItem,
    Window,
    WithdrawalKind,
    content_hash,
)

KW: Final = Department(code="KW", name="普陀区科学技术委员会")
BOTH: Final = ("government", "business")
CRITERIA: Final = {
    "all": [
        {"fact": "registered_region", "op": "within", "value": ["310107"]},
        {"fact": "rd_intensity", "op": "gte", "value": 0.05, "clause": "第三条第（二）项"},
    ]
}


def make_content(**changes: Any) -> PolicyContent:
    """A benefit policy with everything in it; a `document` where `benefit` is None."""
    usual: dict[str, Any] = {
        "kind": PolicyKind.BENEFIT,
        "index_number": "KW-2026-0008",
        "title": "普陀区企业研发费用补贴实施办法",
        "issuer": KW,
        "document_number": "普科委〔2026〕8号",
        "written_on": date(2026, 2, 24),
        "published_on": date(2026, 3, 1),
        "theme": "technology",
        "genre": "办法",
        "summary": "对加大研发投入的科技企业给予补贴。",
        "body": "一、支持对象\n注册在本区的企业。\n二、支持标准\n按研发费用的8%给予补贴，最高50万元。",
        "keywords": ("研发", "补贴"),
        "interpretations": (
            Interpretation(
                kind=InterpretationKind.OFFICIAL,
                title="研发补贴怎么拿",
                body="企业研发投入达到营业收入的百分之五即可申报。",
                questions=(Question(question="要交哪些材料？", answer="审计报告。"),),
            ),
        ),
        "benefit": make_benefit(),
        "criteria": CRITERIA,
    }
    merged = usual | changes
    if merged["benefit"] is None:
        merged |= {"kind": PolicyKind.DOCUMENT, "criteria": None}
    return PolicyContent(**merged)


def make_benefit(**changes: Any) -> Benefit:
    usual: dict[str, Any] = {
        "kind": BenefitKind.GRANT,
        "amount_text": "按研发费用的 8%，最高 50 万元",
        "ratio": Decimal("0.08"),
        "cap_yuan": Decimal(500_000),
        "windows": (Window(first=date(2026, 3, 2), last=date(2026, 4, 17)),),
        "materials": ("申请表", "审计报告"),
        "service_item": ServiceItem(
            code="310107-KJ-0031", name="研发补贴申报", url="https://example.gov.cn/31"
        ),
        "contact": Contact(name="李老师", phone="021-5256 4588"),
    }
    return Benefit(**(usual | changes))


def published(
    policy_id: UUID | None = None,
    revision: int = 1,
    *,
    channels: tuple[str, ...] = BOTH,
    content: PolicyContent | None = None,
    at: datetime = datetime(2026, 3, 1, 1, tzinfo=UTC),
    **changes: Any,
) -> PolicyPublished:
    content = content or make_content(**changes)
    return PolicyPublished(
        policy_id=policy_id or uuid4(),
        revision=revision,
        published_at=at,
        channels=channels,
        content=content,
        content_hash=content_hash(content),
    )


def withdrawn(
    policy_id: UUID,
    revision: int = 2,
    *,
    kind: WithdrawalKind = WithdrawalKind.REPEALED,
    channels: tuple[str, ...] = BOTH,
    at: datetime = datetime(2026, 3, 20, 1, tzinfo=UTC),
    **changes: Any,
) -> PolicyWithdrawn:
    usual: dict[str, Any] = {
        "reason": "被新办法代替。",
        "title": "普陀区企业研发费用补贴实施办法",
        "document_number": "普科委〔2026〕8号",
        "issuer": KW,
    }
    return PolicyWithdrawn(
        policy_id=policy_id,
        revision=revision,
        withdrawn_at=at,
        kind=kind,
        channels=channels,
        **(usual | changes),
    )


def announced(policy_id: UUID, revision: int = 1, **changes: Any) -> ResultsAnnounced:
    usual: dict[str, Any] = {
        "announcement_id": uuid4(),
        "policy_title": "普陀区企业研发费用补贴实施办法",
        "issuer": KW,
        "title": "2026年度研发补贴拟支持企业公示",
        "entries": (
            ResultEntry(
                enterprise_name="上海智澜科技有限公司",
                credit_code="91310107MA1G00001X",
                amount_yuan=Decimal(300_000),
            ),
        ),
        "first_day": date(2026, 3, 10),
        "last_day": date(2026, 3, 16),
        "contact": Contact(name="李老师", phone="021-52564588"),
        "announced_at": datetime(2026, 3, 10, 1, tzinfo=UTC),
    }
    return ResultsAnnounced(policy_id=policy_id, revision=revision, **(usual | changes))


def finalised(announcement: ResultsAnnounced, **changes: Any) -> ResultsFinalised:
    usual = announcement.model_dump(exclude={"announced_at"}) | {
        "revision": announcement.revision + 1,
        "finalised_at": datetime(2026, 3, 17, 1, tzinfo=UTC),
    }
    return ResultsFinalised(**(usual | changes))
