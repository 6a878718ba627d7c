"""An issue of the gazette is complete: everybody who subscribes gets a letter, once."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.gazette import is_news
from notifier.handlers.gazette_ports import GazetteTools
from shared.events import GazetteIssued
from shared.telemetry import get_logger

log = get_logger("notifier")


async def gazette_issued(session: AsyncSession, event: GazetteIssued, *, tools: GazetteTools) -> None:
    """Handle `gazette.issued.v1`."""
    news = is_news(event.closed_on, tools.clock.today())
    queued = await tools.readers(session).queue_issue(event, tools.clock.now(), news=news)
    log.info("gazette", issue=event.issue, letters=queued)
