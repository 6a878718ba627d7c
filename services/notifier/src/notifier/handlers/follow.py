"""Follows and mutes what an enterprise chose, or follows for an association's members."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.interests import MOST, BadInterest, Interest, InterestKind, check_muted, interest
from notifier.handlers.people_ports import Interests
from notifier.handlers.ports import Tools

_TOO_MANY: Final = f"最多 {MOST} 项，请先取消一些不再需要的。"


async def follow(
    session: AsyncSession, code: str, kind: str, target: str, *, tools: Tools, for_members: bool = False
) -> Interest:
    """Follow; following again changes nothing. Raises `BadInterest`."""
    interests = tools.store(session).people.interests
    wanted = await _named(interests, interest(kind, target, for_members=for_members))
    if len(await interests.followed(code)) >= MOST:
        raise BadInterest(_TOO_MANY)
    await interests.follow(code, wanted, tools.clock.now())
    return wanted


async def mute(session: AsyncSession, code: str, kind: str, target: str, *, tools: Tools) -> Interest:
    """Mute; muting again changes nothing. Raises `BadInterest`."""
    interests = tools.store(session).people.interests
    wanted = await _named(interests, check_muted(interest(kind, target)))
    if len(await interests.muted(code)) >= MOST:
        raise BadInterest(_TOO_MANY)
    await interests.mute(code, wanted, tools.clock.now())
    return wanted


async def unfollow(
    session: AsyncSession, code: str, kind: str, target: str, *, tools: Tools, for_members: bool = False
) -> None:
    """Follow no longer. Raises `BadInterest`."""
    wanted = interest(kind, target, for_members=for_members)
    await tools.store(session).people.interests.unfollow(code, wanted)


async def unmute(session: AsyncSession, code: str, kind: str, target: str, *, tools: Tools) -> None:
    """Mute no longer. Raises `BadInterest`."""
    await tools.store(session).people.interests.unmute(code, interest(kind, target))


async def _named(interests: Interests, wanted: Interest) -> Interest:
    """Give a policy its title, and refuse one that nothing is known of."""
    if wanted.kind is not InterestKind.POLICY:
        return wanted
    title = await interests.title_of(UUID(wanted.target))
    if title is None:
        raise BadInterest("没有这项政策。")
    return Interest(wanted.kind, wanted.target, title, wanted.for_members)
