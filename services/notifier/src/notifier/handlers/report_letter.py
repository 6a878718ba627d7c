"""Takes note of what is heard of a letter to a reader of the gazette after it was handed over."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.handlers.gazette_ports import GazetteTools
from notifier.handlers.report_delivery import Fate, Report


async def report_letter(session: AsyncSession, report: Report, *, tools: GazetteTools) -> bool:
    """Forget and suppress an address that is dead or complained; tell whether the letter is known."""
    readers = tools.readers(session)
    reader = await readers.of_letter(report.delivery_id)
    if reader is None:
        return False
    if report.fate in (Fate.BOUNCED, Fate.COMPLAINED):
        reason = (report.reason or report.fate.value)[:500]
        await readers.suppress(reader.address, reason, tools.clock.now())
        await readers.remove(reader.id)
    return True
