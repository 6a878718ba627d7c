"""The page on which editors pick the policies of a collection, and put them in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.card import Card
from portal_sync.domain.made_collection import MadeCollection
from portal_sync.domain.query import LONGEST_QUERY
from portal_sync.domain.routing import GOVERNMENT
from portal_sync.domain.search_hit import SearchScope
from portal_sync.entrypoints.choices import policy_id_in, said
from portal_sync.entrypoints.collections import HOME, Maker, Pages, editor_of
from portal_sync.entrypoints.pages import page
from portal_sync.handlers import edit_collections as use
from portal_sync.handlers.edit_collections import BadCollectionError, Workbench
from portal_sync.handlers.list_policies import cards
from portal_sync.handlers.search_policies import search_policies
from portal_sync.settings import Settings
from shared.web import Problem, see_other

_FOUND: Final = 10
_SAID: Final = {"add": "已加入。", "remove": "已移出。", "up": "已上移。", "down": "已下移。"}


@dataclass(frozen=True, slots=True)
class Pick:
    """A picked policy; `card` is None where the channel shows it no more."""

    policy_id: UUID
    card: Card | None


def picks_router(bench: Workbench, settings: Settings) -> APIRouter:
    """Return `/publish/collections/{id}/picks`."""
    router = APIRouter(prefix=HOME, include_in_schema=False)
    pages = Pages(bench, settings)

    @router.get("/{collection_id}/picks")
    async def show(request: Request, principal: Maker, collection_id: str) -> Response:
        async with bench.desk.database.transaction() as session:
            made = await pages.own(session, principal, collection_id)
            return await _page(pages, request, session, made, said(request, "q"))

    @router.post("/{collection_id}/picks")
    async def change(request: Request, principal: Maker, collection_id: str) -> Response:
        sent = await request.form()
        typed, act, policy = (_text(sent.get(name)) for name in ("q", "act", "policy_id"))
        async with bench.desk.database.transaction() as session:
            made = await pages.own(session, principal, collection_id, lock=True)
            policy_id = policy_id_in(policy)
            if act not in _SAID or policy_id is None:
                raise Problem(422, "没有说明要加入、移出或者移动哪一份文件。")
            try:
                await use.repick(bench, session, editor_of(principal), made, policy_id, act=act)
            except BadCollectionError as problem:
                return await _page(pages, request, session, made, typed, errors=problem.errors)
        asked = f"?{urlencode({'q': typed})}" if typed else ""
        return see_other(f"{HOME}/{made.collection_id}/picks{asked}", _SAID[act])

    return router


async def _page(
    pages: Pages,
    request: Request,
    session: AsyncSession,
    made: MadeCollection,
    typed: str,
    *,
    errors: Mapping[str, str] | None = None,
) -> Response:
    desk = pages.bench.desk
    scope = SearchScope(
        today=desk.clock.today(),
        include_past=True,
        chosen={"channel": GOVERNMENT.name},
        size=_FOUND,
        with_facets=False,
    )
    found = await search_policies(desk, session, typed, scope) if typed else None
    return page(
        request,
        "collection_picks.html",
        pages.settings,
        422 if errors else 200,
        made=made,
        picks=await _picks(pages, session, made),
        found=found,
        typed=typed,
        errors=errors or {},
    )


async def _picks(pages: Pages, session: AsyncSession, made: MadeCollection) -> Sequence[Pick]:
    desk = pages.bench.desk
    entries = await desk.shelf(session).several(GOVERNMENT.name, made.picks)
    known = {card.policy_id: card for card in cards(entries, desk.clock.today())}
    return [Pick(policy_id, known.get(policy_id)) for policy_id in made.picks]


def _text(value: object) -> str:
    """What was sent, without what no address can hold."""
    text = value if isinstance(value, str) else ""
    return text.encode(errors="ignore").decode().strip()[: LONGEST_QUERY * 2]
