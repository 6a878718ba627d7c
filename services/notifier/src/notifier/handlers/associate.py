"""An association asks enterprises whether it may see what reached them; they agree, refuse or end it."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.people import Member, asked_codes
from notifier.handlers.ports import Tools


async def ask_members(session: AsyncSession, association: Member, typed: str, *, tools: Tools) -> set[str]:
    """Ask the enterprises whose credit codes were typed; return which were not asked before.

    One that refused is left in peace for a month. Raises `BadCodes`.
    """
    codes = asked_codes(typed, association.credit_code)
    return await tools.store(session).people.associations.ask(association, codes, tools.clock.now())


async def agree(session: AsyncSession, member: Member, association_code: str, *, tools: Tools) -> bool:
    """Let the association see, from now on, what reaches the enterprise; tell whether it had asked."""
    return await tools.store(session).people.associations.agree(
        association_code, member.credit_code, member.subject, tools.clock.now()
    )


async def end(session: AsyncSession, association_code: str, credit_code: str, *, tools: Tools) -> bool:
    """Refuse, or end what was agreed, from either side; tell whether there was anything to end."""
    return await tools.store(session).people.associations.end(
        association_code, credit_code, tools.clock.now()
    )
