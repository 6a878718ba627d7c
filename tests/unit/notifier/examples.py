"""Values that the notifier's unit tests speak of."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message
from notifier.domain.policy import Withdrawal
from notifier.domain.read import StoredMessage
from shared.events import (
    Department,
    MatchChange,
    PolicyBrief,
    PolicyReference,
    ServiceItem,
    Verdict,
    Window,
    WithdrawalKind,
)

CODE = "91310107MA1G00001X"
POLICY = UUID("00000000-0000-4000-8000-000000000001")
WINDOW = Window(first=date(2026, 3, 2), last=date(2026, 4, 17))
BRIEF = PolicyBrief(
    title="普陀区研发费用补助实施细则",
    document_number="普科委〔2026〕8号",
    issuer=Department(code="KW", name="普陀区科学技术委员会"),
    theme="technology",
    amount_text="最高 50 万元",
    windows=(WINDOW,),
    service_item=ServiceItem(code="310107-KJ-0031", name="研发补助", url="https://zwdt.sh.gov.cn/item/0031"),
)
WITHDRAWAL = Withdrawal(
    kind=WithdrawalKind.MERGED,
    reason="并入新的综合办法。",
    successor=PolicyReference(document_number="普科委〔2026〕20号", title="普陀区科技创新支持办法"),
)
REASONS = [
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


def change(revision: int, verdict: Verdict, code: str = CODE) -> MatchChange:
    return MatchChange(
        credit_code=code,
        enterprise_name="芷兰科技有限公司",
        revision=revision,
        profile_revision=1,
        verdict=verdict,
    )


def stored(kind: MessageKind, details: dict[str, Any], **given: Any) -> StoredMessage:
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
