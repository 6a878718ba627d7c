"""Tell how many enterprises criteria would reach, before anybody publishes them."""

import asyncio
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.previewing import Preview, preview
from matcher.handlers.matching import Matching


class Previewed(NamedTuple):
    """A preview with the day that it was asked for."""

    as_of: date
    counts: Preview


async def preview_criteria(
    session: AsyncSession, criteria: dict[str, Any], *, matching: Matching
) -> Previewed:
    """Judge validated criteria for everybody in memory; nothing of it is stored."""
    clocks = await matching.shards.clocks(session)
    today = matching.clock.today()
    async with matching.memory.using:
        everybody = await matching.memory.everybody(session, clocks)
        return Previewed(today, await asyncio.to_thread(preview, everybody, criteria, today))
