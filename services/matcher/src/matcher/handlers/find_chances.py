"""What an enterprise could file for, and what to ask it next."""

import asyncio
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.opportunities import Opportunities, find_opportunities
from matcher.handlers.ports import Enterprise, Enterprises
from matcher.handlers.shelf import Shelf
from shared.clock import Clock


@dataclass(frozen=True, slots=True)
class Chances:
    """An enterprise and what it could file for."""

    enterprise: Enterprise
    found: Opportunities


async def find_chances(
    session: AsyncSession, credit_code: str, *, enterprises: Enterprises, shelf: Shelf, clock: Clock
) -> Chances | None:
    """Judge every live policy as of today; None where there is no such enterprise."""
    enterprise = await enterprises.get(session, credit_code)
    if enterprise is None:
        return None
    policies = await shelf.policies(session)
    found = await asyncio.to_thread(find_opportunities, policies, enterprise.facts, clock.today())
    return Chances(enterprise, found)
