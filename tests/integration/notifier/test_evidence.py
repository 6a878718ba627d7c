"""What `huiqi audit` asks of the notifier: nothing to report on a sound system, and each breach found."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from notifier.adapters.evidence import evidence
from shared.clock import SHANGHAI
from shared.events import ApplicationProgressed, ApplicationState
from shared.service import Evidence
from tests.integration.notifier.desk import Desk, code, eligible, ineligible

ONE, TWO, THREE = code(1), code(2), code(3)


async def gathered(desk: Desk) -> Evidence:
    async with desk.database.transaction() as session:
        return await evidence(desk.clock)(session)


async def breaches(desk: Desk) -> set[tuple[int, str]]:
    return {(check.invariant, check.name) for check in (await gathered(desk)).checks if check.breaches}


async def live(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.take(desk.matches(eligible(ONE, TWO, THREE)))
    await desk.arm()
    await desk.take(desk.matches(ineligible(TWO)))
    await desk.deliver()
    desk.clock.move_to(datetime(2026, 4, 8, 9, tzinfo=SHANGHAI))
    await desk.remind()


async def test_a_sound_system_has_no_breach(desk: Desk) -> None:
    await live(desk)
    found = await gathered(desk)

    assert await breaches(desk) == set()
    assert sum(check.checked for check in found.checks) > 10
    assert found.facts["told"] == {str(desk.policy_id): sorted([ONE, TWO, THREE])}


async def test_a_supplement_is_owed_under_a_policy_that_ended(desk: Desk) -> None:
    asked = ApplicationProgressed(
        application_id="PT-1",
        revision=1,
        policy_id=desk.policy_id,
        policy_title="细则",
        credit_code=ONE,
        state=ApplicationState.SUPPLEMENT_REQUIRED,
        occurred_at=desk.clock.now(),
        due_on=date(2026, 3, 27),
    )
    await desk.take(desk.published(), asked, desk.withdrawn())

    assert await breaches(desk) == set()


@pytest.mark.parametrize(
    ("damage", "breach"),
    [
        ("DELETE FROM message WHERE kind = 'new_match'", (6, "每家符合条件的企业都已告知")),
        (
            "DELETE FROM message WHERE kind = 'no_longer_eligible'",
            (6, "不再符合条件的企业都已告知原因"),
        ),
        (
            "UPDATE reminder SET settled_at = due_at - interval '1 second' WHERE state = 'sent'",
            (7, "提醒既不提前，也不在申报期结束后发出"),
        ),
        ("DELETE FROM message WHERE kind = 'deadline'", (7, "每次提醒恰好生成一条消息")),
        (
            "UPDATE standing SET verdict = 'ineligible', told = 'nothing'",
            (7, "没有为已不成立的事保留提醒"),
        ),
        (
            "UPDATE endpoint SET credit_code = 'SOMEBODYELSE000000'",
            (11, "消息不会发到其他企业的接收方式"),
        ),
    ],
)
async def test_damage_is_found(desk: Desk, damage: str, breach: tuple[int, str]) -> None:
    await live(desk)
    async with desk.database.transaction() as session:
        await session.execute(text(damage))

    assert breach in await breaches(desk)


async def test_a_reminder_that_nobody_fires_is_found(desk: Desk) -> None:
    await live(desk)
    desk.clock.advance(timedelta(days=7))

    assert (7, "到期的提醒都已发出") in await breaches(desk)
