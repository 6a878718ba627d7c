"""Does what is left to do for messages that are in their inboxes: queue their deliveries, tell of them."""

from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.errands import EMIT_AFTER, Errand, ErrandKind
from notifier.handlers.ask_for_facts import ask_for_facts
from notifier.handlers.ports import Desk, Tools
from notifier.handlers.rebuilding import must_wait
from notifier.handlers.tell_followers import tell_followers
from notifier.handlers.tell_of_revision import tell_of_revision
from shared.db import Database, after_commit, is_outage
from shared.messaging import emit
from shared.telemetry import get_logger, span_from

# An errand that fails stands back, so that the others go on.
STAND_BACK: Final = timedelta(seconds=30)

log = get_logger("notifier")


async def run_errand(database: Database, *, tools: Tools) -> bool:
    """Run the most urgent errand that is due, in one transaction; return whether there was one.

    One that fails is put off for half a minute and logged.
    """
    claimed: Errand | None = None
    try:
        async with database.transaction() as session:
            claimed = await _claim(session, tools)
            if claimed is not None:
                with span_from("notifier", f"errand {claimed.kind}", claimed.traceparent):
                    await _run(tools.desk(session), claimed)
    except Exception as error:
        if claimed is None or is_outage(error):
            raise
        log.exception("errand failed", errand=claimed.id, kind=claimed.kind)
        async with database.transaction() as session:
            await tools.store(session).errands.postpone(claimed, tools.clock.now() + STAND_BACK)
    return claimed is not None


async def _claim(session: AsyncSession, tools: Tools) -> Errand | None:
    if await must_wait(session):
        return None
    return await tools.store(session).errands.claim(tools.clock.now())


async def _run(desk: Desk, errand: Errand) -> None:
    # Whoever left is erased before or after this, not in between.
    await desk.store.enterprises.gone([])
    errands = desk.store.errands
    match errand.kind:
        case ErrandKind.QUEUE:
            await errands.turn(errand, ErrandKind.EMIT, desk.clock.now() + EMIT_AFTER)
            if await desk.store.deliveries.queue(errand.message_ids, desk.clock.now(), desk.gather):
                after_commit(desk.session, desk.wake)
        case ErrandKind.EMIT:
            told = await errands.messages(errand.message_ids)
            await emit(desk.session, *(inboxed.delivered() for inboxed in told))
            await errands.done(errand)
        case ErrandKind.REVISED:
            await tell_of_revision(desk, errand)
            await errands.done(errand)
        case ErrandKind.FOLLOWED:
            await tell_followers(desk, errand)
            await errands.done(errand)
        case ErrandKind.ASK:
            await ask_for_facts(desk, errand)
            await errands.done(errand)
