"""What the notifier can show for the invariants: told once, reminded once and in time, nobody else's."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shared.clock import Clock
from shared.service import Check, Evidence
from shared.service.evidence import EvidenceSource

MOST_NAMED: Final = 20
# A reminder may wait for the next look of the loop, and for a batch before it.
_GRACE: Final = timedelta(minutes=1)

_CHECKS: Final = (
    (
        2,
        "每件事只告知一次",
        "SELECT count(*) FROM message",
        (
            "SELECT credit_code || ' ' || policy_id || ' ' || kind || ' ' || occasion FROM message "
            "GROUP BY credit_code, policy_id, kind, occasion, days_before HAVING count(*) > 1"
        ),
    ),
    (
        2,
        "每条消息对每个接收方式只投递一次",
        "SELECT count(*) FROM delivery",
        (
            "SELECT message_id || ' ' || endpoint_id FROM delivery "
            "GROUP BY message_id, endpoint_id HAVING count(*) > 1"
        ),
    ),
    (
        6,
        "每家符合条件的企业都已告知",
        "SELECT count(*) FROM standing WHERE verdict = 'eligible'",
        (
            "SELECT s.credit_code || ' 没有被告知政策 ' || s.policy_id FROM standing s "
            "WHERE s.verdict = 'eligible' AND NOT EXISTS (SELECT 1 FROM message m "
            "WHERE m.kind = 'new_match' AND m.credit_code = s.credit_code AND m.policy_id = s.policy_id)"
        ),
    ),
    (
        6,
        "不再符合条件的企业都已告知原因",
        "SELECT count(*) FROM standing WHERE told IN ('lost', 'withdrawn')",
        (
            "SELECT s.credit_code || ' 没有被告知政策的变化：' || s.policy_id FROM standing s "
            "WHERE s.told IN ('lost', 'withdrawn') AND NOT EXISTS (SELECT 1 FROM message m "
            "WHERE m.kind IN ('no_longer_eligible', 'policy_withdrawn') "
            "AND m.credit_code = s.credit_code AND m.policy_id = s.policy_id)"
        ),
    ),
    (
        7,
        "提醒既不提前，也不在申报期结束后发出",
        "SELECT count(*) FROM reminder WHERE state = 'sent'",
        (
            "SELECT credit_code || ' ' || policy_id || ' 的提醒发出于 ' || settled_at FROM reminder "
            "WHERE state = 'sent' AND (settled_at < due_at "
            "OR (settled_at AT TIME ZONE 'Asia/Shanghai')::date > closes_on)"
        ),
    ),
    (
        7,
        "每次提醒恰好生成一条消息",
        "SELECT count(*) FROM reminder WHERE state = 'sent'",
        (
            "SELECT r.credit_code || ' ' || r.policy_id || ' ' || r.deadline || '：' || count(m.id) "
            "|| ' 条消息' "
            "FROM reminder r LEFT JOIN message m "
            "ON m.credit_code = r.credit_code AND m.policy_id = r.policy_id AND m.kind = r.kind "
            "AND m.occasion = r.deadline::text AND m.days_before = r.days_before "
            "WHERE r.state = 'sent' GROUP BY r.credit_code, r.policy_id, r.kind, r.deadline, r.days_before "
            "HAVING count(m.id) <> 1"
        ),
    ),
    (
        7,
        "没有为已不成立的事保留提醒",
        "SELECT count(*) FROM reminder WHERE state = 'pending'",
        (
            "SELECT r.credit_code || ' ' || r.policy_id || ' 仍有待发的提醒' FROM reminder r "
            "LEFT JOIN standing s ON s.policy_id = r.policy_id AND s.credit_code = r.credit_code "
            "LEFT JOIN policy p ON p.policy_id = r.policy_id "
            "WHERE r.state = 'pending' AND r.kind <> 'supplement_due' "
            "AND (p.withdrawn OR s.verdict IS DISTINCT FROM 'eligible')"
        ),
    ),
    (
        11,
        "消息不会发到其他企业的接收方式",
        "SELECT count(*) FROM delivery",
        (
            "SELECT d.id::text FROM delivery d LEFT JOIN message m ON m.id = d.message_id "
            "LEFT JOIN endpoint e ON e.id = d.endpoint_id "
            "WHERE m.credit_code <> d.credit_code OR e.credit_code <> d.credit_code"
        ),
    ),
)

_OVERDUE: Final = (
    "SELECT credit_code || ' ' || policy_id || ' 的提醒应发于 ' || due_at FROM reminder "
    "WHERE state = 'pending' AND due_at < :late"
)
_TOLD: Final = (
    "SELECT policy_id::text, array_agg(DISTINCT credit_code ORDER BY credit_code) FROM message "
    "WHERE kind = 'new_match' GROUP BY policy_id"
)


def evidence(clock: Clock) -> EvidenceSource:
    """Return the source of the notifier's evidence."""

    async def collect(session: AsyncSession) -> Evidence:
        checks = [
            Check(
                invariant=invariant,
                name=name,
                checked=int(await session.scalar(text(count)) or 0),
                breaches=await _breaches(session, query),
            )
            for invariant, name, count, query in _CHECKS
        ]
        checks.append(await _none_overdue(session, clock.now()))
        told = {policy: list(codes) for policy, codes in await session.execute(text(_TOLD))}
        return Evidence(checks=checks, facts={"told": told})

    return collect


async def _none_overdue(session: AsyncSession, now: datetime) -> Check:
    pending = await session.scalar(text("SELECT count(*) FROM reminder WHERE state = 'pending'"))
    breaches = await _breaches(session, _OVERDUE, {"late": now - _GRACE})
    return Check(invariant=7, name="到期的提醒都已发出", checked=int(pending or 0), breaches=breaches)


async def _breaches(session: AsyncSession, query: str, given: dict[str, Any] | None = None) -> list[str]:
    found = list(await session.scalars(text(query), given or {}))
    named = found[:MOST_NAMED]
    return [*named, f"and {len(found) - MOST_NAMED} more"] if len(found) > MOST_NAMED else named
