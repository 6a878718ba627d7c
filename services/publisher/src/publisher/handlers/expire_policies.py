"""What happens as days pass: policies lapse after their last day, and are spoken of six months before."""

from datetime import date
from typing import Final
from uuid import UUID

from publisher.domain.days import remind_from, remind_until
from publisher.handlers.note import note
from publisher.handlers.ports import Unit, Units
from publisher.handlers.withdraw_policy import end_policy
from shared.clock import Clock
from shared.events import WithdrawalKind
from shared.identity import Principal
from shared.telemetry import span_from

SYSTEM: Final = Principal("system", "系统")


async def lapse_due(units: Units, clock: Clock) -> int:
    """Withdraw as 失效 every policy whose last day of force is over; return how many lapsed."""
    async with units() as unit:
        due = await unit.calendar.lapsing(clock.today())
    done = 0
    for policy_id in due:
        async with units() as unit:
            with span_from("publisher", "lapse", None):
                done += await _lapse(unit, clock, policy_id)
    return done


async def remind_due(units: Units, clock: Clock) -> int:
    """Record once, six months before each last day, that the department has to see to it."""
    today = clock.today()
    async with units() as unit:
        found = await unit.calendar.expiring(remind_until(today))
        due = [(policy_id, day) for policy_id, day in found if remind_from(day) <= today <= day]
    done = 0
    for policy_id, day in due:
        async with units() as unit:
            done += await _remind(unit, clock, policy_id, day)
    return done


async def _lapse(unit: Unit, clock: Clock, policy_id: UUID) -> bool:
    policy = await unit.calendar.claim(policy_id)
    day = policy.live.content.expires_on if policy and policy.live else None
    if policy is None or day is None or day >= clock.today():
        return False
    reason = f"有效期至{day:%Y年%-m月%-d日}，已经届满，自次日起失效。"
    await end_policy(unit, policy, SYSTEM, WithdrawalKind.LAPSED, reason, now=clock.now())
    return True


async def _remind(unit: Unit, clock: Clock, policy_id: UUID, day: date) -> bool:
    policy = await unit.calendar.claim(policy_id)
    if policy is None or policy.live is None or policy.live.content.expires_on != day:
        return False
    if not await unit.calendar.remind(policy_id, day, clock.now()):
        return False
    remark = f"有效期至{day:%Y年%-m月%-d日}，请评估是否继续执行。"
    await note(unit, policy, SYSTEM, "expiry_reminded", at=clock.now(), remark=remark)
    return True
