"""Rebuilds a service's projection: it is emptied, and the owners of the topics send again what they sent.

What people gave the service or were told by it is its own and stays; each README says which tables are which.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel
from sqlalchemy import text

from shared.identity import Role, require
from shared.messaging.inbox import begin_again

if TYPE_CHECKING:
    from shared.service.service import Service


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What is emptied by which statements, and the topics that fill it again.

    With `newest_only` of each guarded subject only the newest event is applied again, for a service that
    would otherwise tell anew what was true in between.
    """

    topics: tuple[str, ...]
    statements: tuple[str, ...]
    newest_only: bool = False


class Emptied(BaseModel):
    """The topics whose owners have to send again what they sent."""

    topics: tuple[str, ...]


async def empty_projection(service: "Service") -> tuple[str, ...]:
    """Empty what can be rebuilt, in one transaction; return the topics to be replayed.

    Events that were applied may then be applied again. Dead letters that nobody replayed stay dead.
    """
    rebuild = service.rebuild
    if rebuild is None:
        return ()
    consumers = [f"{service.name}.{topic}" for topic in rebuild.topics]
    async with service.database.transaction() as session:
        # Every batch writes here first: those under way end before, the others wait.
        await session.execute(text("LOCK TABLE inbox IN SHARE ROW EXCLUSIVE MODE"))
        for statement in rebuild.statements:
            await session.execute(text(statement))
        await begin_again(session, consumers, newest_only=rebuild.newest_only)
    return rebuild.topics


def rebuilding_router(service: "Service", prefix: str) -> APIRouter:
    """Return the operators' route that empties the projection; `huiqi rebuild` goes on from there."""
    router = APIRouter(prefix=prefix, tags=["operations"])

    @router.post("/rebuild", dependencies=[Depends(require(Role.OPERATOR))])
    async def rebuild() -> Emptied:
        """Empty the projection. Have the owners of the topics replay them at once."""
        if service.rebuild is None:
            raise HTTPException(404, "这个服务没有可以重建的数据。")
        return Emptied(topics=await empty_projection(service))

    return router
