"""Deliveries laid into the queue as telling would leave them, without the telling."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from huiqi.sample.credit_codes import credit_code
from shared.events import (
    Department,
    MatchChange,
    MatchesChanged,
    PolicyBrief,
    ServiceItem,
    Verdict,
    Window,
)

_SECRET: Final = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
_REASONS: Final = [
    {
        "label": "注册地在普陀区",
        "clause": "第三条第（一）项",
        "fact": "registered_region",
        "value_seen": "310107",
    },
    {
        "label": "上年度营业收入 500 万元至 4 亿元",
        "clause": "第三条",
        "fact": "revenue",
        "value_seen": 30_000_000,
    },
]


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint of an enterprise of its own."""

    number: int
    kind: str
    address: str

    @property
    def code(self) -> str:
        return credit_code("310107", 90_000 + self.number)


@dataclass(frozen=True, slots=True)
class Laid:
    """Deliveries in the queue: the moment at which each is due, in seconds since the epoch, by its id."""

    due: dict[str, float]
    policies: Sequence[UUID]


async def _lay_endpoints(connection: asyncpg.Connection, targets: Sequence[Target]) -> dict[int, UUID]:
    """Add the endpoints, verified; return their ids by number."""
    now = datetime.now(UTC)
    ids = {target.number: uuid4() for target in targets}
    rows = [
        (
            ids[one.number],
            one.code,
            one.kind,
            one.address,
            _SECRET if one.kind == "webhook" else None,
            now,
            now,
        )
        for one in targets
    ]
    columns = ["id", "credit_code", "kind", "address", "secret", "created_at", "verified_at"]
    await connection.copy_records_to_table("endpoint", records=rows, columns=columns)
    return ids


async def lay_deliveries(
    connection: asyncpg.Connection,
    targets: Sequence[Target],
    each: int,
    first_due: datetime,
    per_second: float | None = None,
) -> Laid:
    """Queue `each` messages for every target, about a policy each, due all at once or at a rate."""
    endpoints = await _lay_endpoints(connection, targets)
    now = datetime.now(UTC)
    policies = [uuid4() for _ in range(each)]
    await _policies(connection, policies, targets)
    messages, deliveries, due = [], [], {}
    for number, (policy, one) in enumerate((policy, one) for policy in policies for one in targets):
        message, delivery = uuid4(), uuid4()
        moment = first_due + timedelta(seconds=number / per_second if per_second else 0)
        details = {
            "enterprise_name": f"企业{one.number}",
            "verdict": "eligible",
            "reasons": _REASONS,
            "missing": [],
            "manual_review": False,
        }
        messages.append((message, one.code, policy, 1, "new_match", "r1", 0, json.dumps(details), True, now))
        deliveries.append((delivery, message, endpoints[one.number], one.code, moment, now))
        due[str(delivery)] = moment.timestamp()
    await connection.copy_records_to_table(
        "message",
        records=messages,
        columns=["id", "credit_code", "policy_id", "policy_revision", "kind", "occasion", "days_before",
                 "details", "pushed", "created_at"],
    )  # fmt: skip
    await connection.copy_records_to_table(
        "delivery",
        records=deliveries,
        columns=["id", "message_id", "endpoint_id", "credit_code", "due_at", "created_at"],
    )
    await connection.execute("ANALYZE")
    return Laid(due, policies)


async def lay_endpoint(connection: asyncpg.Connection, target: Target) -> None:
    """Add one endpoint, verified, that events are about."""
    await _lay_endpoints(connection, [target])


def match_event(target: Target) -> MatchesChanged:
    """Return the event that the target's enterprise matches a new policy."""
    change = MatchChange(
        credit_code=target.code,
        enterprise_name=f"企业{target.number}",
        revision=1,
        profile_revision=1,
        verdict=Verdict.ELIGIBLE,
    )
    brief = _brief()
    day = datetime.now(UTC).date()
    return MatchesChanged(
        policy_id=uuid4(), policy_revision=1, shard=0, as_of=day, policy=brief, changes=(change,)
    )


def _brief() -> PolicyBrief:
    today = datetime.now(UTC).date()
    return PolicyBrief(
        title="普陀区研发费用补助实施细则",
        document_number="普科委〔2026〕8号",
        issuer=Department(code="KW", name="普陀区科学技术委员会"),
        theme="technology",
        amount_text="最高 50 万元",
        windows=(Window(first=today - timedelta(days=3), last=today + timedelta(days=80)),),
        service_item=ServiceItem(code="310107-KJ", name="研发补助", url="https://zwdt.sh.gov.cn/item/1"),
    )


async def _policies(
    connection: asyncpg.Connection, policies: Sequence[UUID], targets: Sequence[Target]
) -> None:
    brief = _brief()
    windows = json.dumps([window.model_dump(mode="json") for window in brief.windows])
    await connection.copy_records_to_table(
        "policy",
        records=[(policy, 1, windows, 1) for policy in policies],
        columns=["policy_id", "revision", "windows", "windows_revision"],
    )
    await connection.copy_records_to_table(
        "policy_revision",
        records=[(policy, 1, brief.model_dump_json()) for policy in policies],
        columns=["policy_id", "revision", "brief"],
    )
    standings: list[tuple[Any, ...]] = [
        (policy, one.code, f"企业{one.number}", 1, 1, "eligible", "eligible")
        for policy in policies
        for one in targets
    ]
    await connection.copy_records_to_table(
        "standing",
        records=standings,
        columns=[
            "policy_id",
            "credit_code",
            "enterprise_name",
            "revision",
            "policy_revision",
            "verdict",
            "told",
        ],
    )
