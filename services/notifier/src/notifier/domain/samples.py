"""A message of every kind with made-up facts, for previews and snapshots."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.policy import Withdrawal
from notifier.domain.read import StoredMessage
from notifier.domain.terms import Terms, changes
from shared.events import Department, PolicyBrief, PolicyReference, ServiceItem, Window, WithdrawalKind

TODAY: Final = date(2026, 3, 20)
CODE: Final = "91310107MA1G00001X"
POLICY: Final = UUID("00000000-0000-4000-8000-000000000001")
WINDOW: Final = Window(first=date(2026, 3, 2), last=date(2026, 4, 17))
BRIEF: Final = PolicyBrief(
    title="普陀区研发费用补助实施细则",
    document_number="普科委〔2026〕8号",
    issuer=Department(code="KW", name="普陀区科学技术委员会"),
    theme="technology",
    amount_text="最高 50 万元",
    windows=(WINDOW,),
    service_item=ServiceItem(code="310107-KJ-0031", name="研发补助", url="https://zwdt.sh.gov.cn/item/0031"),
)
WITHDRAWAL: Final = Withdrawal(
    kind=WithdrawalKind.MERGED,
    reason="并入新的综合办法。",
    successor=PolicyReference(document_number="普科委〔2026〕20号", title="普陀区科技创新支持办法"),
)
REASONS: Final[list[dict[str, Any]]] = [
    {
        "label": "注册地在普陀区",
        "clause": "第三条第（一）项",
        "fact": "registered_region",
        "value_seen": "310107",
    },
    {
        "label": "上年度营业收入 500 万元至 4 亿元",
        "clause": "第三条第（二）项",
        "fact": "revenue",
        "value_seen": 3000000,
    },
]
MATCH: Final[dict[str, Any]] = {
    "verdict": "eligible",
    "reasons": REASONS[:1],
    "missing": [],
    "manual_review": True,
}
_LOST: Final[dict[str, Any]] = {
    "verdict": "ineligible",
    "reasons": REASONS[1:],
    "missing": [],
    "manual_review": False,
}
_MARCH: Final = {"first": "2026-03-02", "last": "2026-04-17"}
_RESULTS: Final[dict[str, Any]] = {
    "policy_title": BRIEF.title,
    "title": "2026年度研发费用补助拟支持名单",
    "first_day": "2026-06-01",
    "last_day": "2026-06-08",
    "contact": {"name": "王老师", "phone": "021-52564588"},
    "amount_yuan": "500000.00",
    "note": "",
    "issuer_name": BRIEF.issuer.name,
}
_PROGRESS: Final[dict[str, Any]] = {
    "policy_title": BRIEF.title,
    "application_id": "PT-2026-000123",
    "state": "supplement_required",
    "occurred_at": "2026-03-20T02:00:00Z",
    "due_on": "2026-03-27",
    "amount_yuan": None,
    "note": "请补充审计报告。",
}
_DISBURSED: Final = {
    **_PROGRESS,
    "state": "disbursed",
    "due_on": None,
    "amount_yuan": "186543.21",
    "note": "",
}
_CHANGES: Final = changes(
    Terms(amount_text="最高 30 万元", materials=("营业执照", "纳税证明"), file_at="https://a.example"),
    Terms(amount_text="最高 50 万元", materials=("营业执照", "审计报告"), file_at="https://b.example"),
)


def sample(kind: MessageKind, details: dict[str, Any], **given: Any) -> StoredMessage:  # noqa: ANN401 (fields)
    """Return a message with these facts. `given` replaces brief, withdrawal, created_at or opened_at."""
    message = Message(
        credit_code=CODE,
        policy_id=POLICY,
        policy_revision=1,
        kind=kind,
        occasion="r1",
        details={"enterprise_name": "芷兰科技有限公司", **details},
    )
    fields = {"brief": BRIEF, "withdrawal": None, "created_at": datetime(2026, 3, 20, 2, tzinfo=UTC), **given}
    return StoredMessage(message=message, **fields)


SAMPLES: Final[dict[str, StoredMessage]] = {
    "new_match": sample(MessageKind.NEW_MATCH, MATCH),
    "no_longer_eligible": sample(MessageKind.NO_LONGER_ELIGIBLE, _LOST),
    "no_longer_certain": sample(
        MessageKind.NO_LONGER_ELIGIBLE,
        {**_LOST, "verdict": "undetermined", "reasons": [], "missing": ["rd_spend"]},
    ),
    "policy_withdrawn": sample(MessageKind.POLICY_WITHDRAWN, {}, withdrawal=WITHDRAWAL),
    "deadline_moved": sample(
        MessageKind.DEADLINE_MOVED, {"was": {"first": "2026-03-02", "last": "2026-04-10"}, "window": _MARCH}
    ),
    "policy_revised": sample(MessageKind.POLICY_REVISED, {"changes": _CHANGES}),
    "opening": sample(MessageKind.OPENING, {"window": _MARCH}),
    "deadline": sample(MessageKind.DEADLINE, {"window": _MARCH}),
    "progress": sample(MessageKind.PROGRESS, _PROGRESS),
    "disbursed": sample(MessageKind.PROGRESS, _DISBURSED, brief=None),
    "supplement_due": sample(
        MessageKind.SUPPLEMENT_DUE, {"application_id": "PT-2026-000123", "due_on": "2026-03-27"}
    ),
    "results_announced": sample(MessageKind.RESULTS_ANNOUNCED, _RESULTS),
    "results_finalised": sample(MessageKind.RESULTS_FINALISED, _RESULTS, brief=None),
    "followed": sample(MessageKind.FOLLOWED, {"interest": "科技创新", "revision_number": 2}),
    "missing_fact": sample(
        MessageKind.MISSING_FACT, {"fact": "rd_spend", "policies": 3, "titles": ["甲办法", "乙细则"]}
    ),
}
