"""The queue: leased, retried with growing delays, settled once, and never for what is no longer true."""

import asyncio
from datetime import date, timedelta

import pytest

from notifier.domain.read import Parcel
from notifier.domain.retry import DELAYS, NotNow, Outcome, Refused, Sent
from notifier.handlers.claim_deliveries import Claim, Doorman, claim_deliveries
from notifier.handlers.deliver import LEASE, Attempt
from notifier.handlers.gating import new_gate
from notifier.handlers.settle_deliveries import settle_deliveries
from shared.events import Window
from tests.integration.notifier.desk import Desk, code, eligible, ineligible

ONE, TWO = code(1), code(2)
LONG = Window(first=date(2026, 3, 2), last=date(2026, 12, 31))
DELIVERED, FAILED = "notification.delivered.v1", "notification.failed.v1"


async def claim(desk: Desk, limit: int) -> Claim:
    async with desk.database.transaction() as session:
        doorman = Doorman(new_gate())
        return await claim_deliveries(session, tools=desk.tools, doorman=doorman, limit=limit, lease=LEASE)


async def queue(desk: Desk) -> list[tuple[str, int, str | None]]:
    rows = await desk.rows("SELECT state, attempts, reason FROM delivery ORDER BY created_at, id")
    return [(state, attempts, reason) for state, attempts, reason in rows]


async def test_each_live_endpoint_gets_it_once(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com", "https://example.com/hook")
    await desk.take(desk.matches(eligible(ONE, TWO)))

    assert await desk.deliver() == 2
    assert await desk.deliver() == 0

    assert sorted(parcel.endpoint.kind for parcel in desk.recorder.sent) == ["email", "webhook"]
    assert await queue(desk) == [("delivered", 1, None)] * 2
    assert await desk.emitted(DELIVERED) == 4


async def test_it_rings_as_soon_as_the_message_is_durable(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    stop = asyncio.Event()
    running = asyncio.create_task(desk.deliveries.run(stop))
    desk.deliveries.poll_seconds = 60
    await asyncio.sleep(0.05)
    await desk.take(desk.matches(eligible(ONE)))

    async with asyncio.timeout(3):
        while not desk.recorder.sent:
            await asyncio.sleep(0.01)
    stop.set()
    await running

    assert await queue(desk) == [("delivered", 1, None)]


async def test_failures_are_retried_later_and_later_under_one_id(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.take(desk.matches(eligible(ONE)))
    desk.recorder.answers = [NotNow("busy") for _ in DELAYS]

    for delay in DELAYS:
        assert await desk.deliver() == 1
        desk.clock.advance(delay - timedelta(seconds=1))
        assert await desk.deliver() == 0
        desk.clock.advance(timedelta(seconds=1))
    assert await desk.deliver() == 1

    assert len({parcel.delivery_id for parcel in desk.recorder.sent}) == 1
    assert await queue(desk) == [("delivered", 8, None)]


async def test_after_the_last_attempt_it_has_failed(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.take(desk.matches(eligible(ONE)))
    desk.recorder.answers = [NotNow("busy") for _ in range(8)]

    for delay in (*DELAYS, timedelta(days=1)):
        await desk.deliver()
        desk.clock.advance(delay)

    assert await queue(desk) == [("failed", 8, "gave up after 8 attempts: busy")]
    assert await desk.emitted(FAILED) == 1


async def test_what_is_refused_for_good_is_not_tried_again(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.take(desk.matches(eligible(ONE)))
    desk.recorder.answers = [Refused("no such mailbox")]
    await desk.deliver()
    desk.clock.advance(timedelta(days=1))

    assert await desk.deliver() == 0
    assert await queue(desk) == [("failed", 1, "no such mailbox")]


async def test_an_endpoint_that_is_gone_gets_nothing_more(desk: Desk) -> None:
    await desk.wants(ONE, "https://example.com/hook")
    await desk.take(desk.matches(eligible(ONE)))
    desk.recorder.answers = [Refused("HTTP 410", gone=True)]
    await desk.deliver()
    await desk.take(desk.matches(ineligible(ONE)))

    assert await desk.deliver() == 0
    assert await desk.rows("SELECT ended_reason FROM endpoint") == [("HTTP 410",)]


async def test_a_claim_holds_others_off_until_its_lease_lapses(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.take(desk.matches(eligible(ONE)))
    claimed = (await claim(desk, 10)).parcels

    assert len(claimed) == 1
    assert await desk.deliver() == 0
    desk.clock.advance(LEASE)
    assert await desk.deliver() == 1
    assert desk.recorder.sent[0].delivery_id == claimed[0].delivery_id


async def test_many_claimers_share_the_queue(desk: Desk) -> None:
    for number in range(30):
        await desk.wants(code(number), "some@example.com")
    await desk.take(desk.matches(eligible(*(code(number) for number in range(30)))))

    claims = await asyncio.gather(*(claim(desk, 7) for _ in range(5)))
    claimed = [parcel.delivery_id for part in claims for parcel in part.parcels]

    assert len(claimed) == len(set(claimed)) <= 30
    assert len(claimed) >= 7


async def test_an_attempt_whose_lease_lapsed_settles_nothing(desk: Desk) -> None:
    await desk.wants(ONE, "one@example.com")
    await desk.take(desk.matches(eligible(ONE)))
    (late,) = (await claim(desk, 1)).parcels
    desk.clock.advance(LEASE)
    desk.recorder.answers = [NotNow("busy")]
    await desk.deliver()

    before = await queue(desk)
    async with desk.database.transaction() as session:
        await settle_deliveries(session, [Attempt(late, Sent())], courier=desk.deliveries.courier)

    assert await queue(desk) == before
    assert await desk.emitted(DELIVERED) == 1  # the inbox's own


@pytest.mark.parametrize("news", ["withdrawn", "ineligible", "muted", "removed endpoint"])
async def test_what_is_no_longer_true_or_wanted_does_not_leave(desk: Desk, news: str) -> None:
    await desk.wants(ONE, "one@example.com")
    if news == "muted":
        async with desk.database.transaction() as session:
            from notifier.domain.kinds import MessageKind

            await desk.tools.store(session).endpoints.mute(ONE, {MessageKind.NEW_MATCH})
    await desk.take(desk.matches(eligible(ONE)))
    if news == "withdrawn":
        await desk.take(desk.withdrawn())
    elif news == "ineligible":
        await desk.take(desk.matches(ineligible(ONE)))
    elif news == "removed endpoint":
        await desk.wants(ONE)
    await desk.deliver()

    assert "new_match" not in [parcel.stored.message.kind for parcel in desk.recorder.sent]


async def test_what_a_dead_endpoint_never_took_is_given_up(desk: Desk) -> None:
    await desk.wants(ONE, "https://example.com/hook")
    await desk.take(desk.matches(eligible(ONE), LONG))
    gate = desk.deliveries.gate
    ((endpoint,),) = await desk.rows("SELECT id FROM endpoint")
    desk.clock.advance(timedelta(days=11))
    now = desk.clock.now().timestamp()
    for _ in range(5):
        assert gate.admit(endpoint, "webhook", now) is None
        gate.leave(endpoint, "webhook", now, failed=True, provider_failed=None)
    await desk.deliver()

    assert desk.recorder.sent == []
    assert [(state, attempts) for state, attempts, _ in await queue(desk)] == [("failed", 1)]
    assert await desk.emitted(FAILED) == 1


class Slow:
    """Hangs for the first, answers the others."""

    def __init__(self) -> None:
        self.first = True
        self.done: list[str] = []

    async def send(self, parcel: Parcel, letter: object) -> Outcome:
        if self.first:
            self.first = False
            await asyncio.sleep(60)
        self.done.append(parcel.endpoint.address)
        return NotNow("answered")


async def test_a_hanging_endpoint_holds_up_nobody(desk: Desk) -> None:
    slow = Slow()
    desk.deliveries.courier.providers["webhook"] = slow  # type: ignore[index]
    for number in range(25):
        await desk.wants(code(number), "https://example.com/hook")
    stop = asyncio.Event()
    running = asyncio.create_task(desk.deliveries.run(stop))
    await desk.take(desk.matches(eligible(*(code(number) for number in range(25)))))

    async with asyncio.timeout(5):
        while len(slow.done) < 24:
            await asyncio.sleep(0.02)
    stop.set()
    await running
