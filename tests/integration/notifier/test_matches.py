"""Every eligible enterprise is told, once, in whatever order the news arrives (invariants 2, 6)."""

from datetime import date, timedelta

from notifier.domain.errands import QUEUE_AFTER
from shared.events import Verdict, Window
from tests.integration.notifier.desk import WINDOW, Desk, change, code, eligible, ineligible
from tests.integration.notifier.telling import run_errands

ONE, TWO = code(1), code(2)


async def test_a_new_match_is_one_message_with_its_reasons(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)))

    found = await desk.rows("SELECT credit_code, kind, occasion, pushed FROM message")
    assert found == [(ONE, "new_match", "r1", True)]
    assert await desk.emitted("notification.delivered.v1") == 1


async def test_the_same_event_again_changes_nothing(desk: Desk) -> None:
    event = desk.matches(eligible(ONE, TWO))
    await desk.take(event)
    before = await desk.rows("SELECT * FROM message ORDER BY id")

    await desk.take(event)
    await desk.take_at_once(event, event, event)

    assert await desk.rows("SELECT * FROM message ORDER BY id") == before
    assert await desk.emitted("notification.delivered.v1") == 2


async def test_consumers_that_overlap_tell_once(desk: Desk) -> None:
    event = desk.matches(eligible(*(code(n) for n in range(50))))

    await desk.take(desk.published())
    await desk.take_at_once(event, event, event)

    assert len(await desk.kinds()) == 50
    assert await desk.emitted("notification.delivered.v1") == 50


async def test_undetermined_is_not_pushed(desk: Desk) -> None:
    await desk.take(desk.matches([change(ONE, 1, Verdict.UNDETERMINED, missing=("revenue",))]))

    assert await desk.kinds() == []
    assert await desk.pending() == []


async def test_a_revision_without_effect_sends_nothing(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)), desk.published(revision=2))
    await desk.take(desk.matches(eligible(ONE, revision=2), revision=2))

    assert await desk.kinds() == ["new_match"]


async def test_who_stops_being_eligible_is_told_and_told_again_on_return(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE)))
    desk.clock.advance(timedelta(hours=1))
    await desk.take(desk.matches(ineligible(ONE)))
    assert await desk.pending() == []
    desk.clock.advance(timedelta(hours=1))
    await desk.take(desk.matches(eligible(ONE, revision=3)))

    assert await desk.kinds() == ["new_match", "no_longer_eligible", "new_match"]
    assert len(await desk.pending()) == 3


async def test_an_older_change_is_ignored(desk: Desk) -> None:
    await desk.take(desk.matches(ineligible(ONE, revision=5)))
    await desk.take(desk.matches(eligible(ONE, revision=4)))

    assert await desk.kinds() == []


async def test_a_closed_window_is_for_the_inbox_only(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.take(desk.matches(eligible(ONE), Window(first=date(2026, 1, 1), last=date(2026, 3, 19))))

    assert await desk.rows("SELECT kind, pushed FROM message") == [("new_match", False)]
    assert await desk.rows("SELECT * FROM delivery") == []
    assert await desk.pending() == []


async def test_several_changes_of_one_enterprise_in_one_event(desk: Desk) -> None:
    changes = [*eligible(ONE), *ineligible(ONE), *eligible(ONE, revision=3)]
    await desk.take(desk.matches(changes))

    assert sorted(await desk.kinds()) == ["new_match", "new_match", "no_longer_eligible"]
    assert await desk.rows("SELECT revision, verdict, told FROM standing") == [(3, "eligible", "eligible")]


async def test_a_full_event_takes_a_handful_of_statements(desk: Desk) -> None:
    from sqlalchemy import event

    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    codes = [code(n) for n in range(500)]
    for one in codes[:5]:
        await desk.wants(one, "some@example.com")
    event.listen(desk.database.engine.sync_engine, "before_cursor_execute", note)
    await desk.take(desk.matches(eligible(*codes)))

    assert len(statements) < 25
    assert len(await desk.kinds()) == 500
    # Reminders are written once the deliveries are queued.
    await run_errands(desk, QUEUE_AFTER)
    assert len(await desk.pending()) == 1500
    assert WINDOW.last == date(2026, 4, 17)


async def test_a_rebuild_by_replay_makes_the_same_messages_and_sends_nothing_twice(desk: Desk) -> None:
    events = (
        desk.published(),
        desk.matches(eligible(ONE, TWO)),
        desk.matches(ineligible(TWO)),
        desk.withdrawn(),
        desk.matches(ineligible(ONE), revision=2, withdrawn=True),
    )
    await desk.wants(ONE, "one@example.com")
    await desk.take(*events)
    await desk.deliver()
    messages = "SELECT id, kind, details FROM message ORDER BY id"
    before, sent = await desk.rows(messages), len(desk.recorder.sent)

    async with desk.database.transaction() as session:
        from sqlalchemy import text

        await session.execute(text("TRUNCATE policy, policy_revision, standing, message, reminder"))
    await desk.take(*events)
    await desk.deliver()

    assert await desk.rows(messages) == before
    assert len(desk.recorder.sent) == sent
