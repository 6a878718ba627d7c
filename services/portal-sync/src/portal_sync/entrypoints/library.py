"""The theme library (政策主题库)."""

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.collection import Library
from portal_sync.entrypoints.choices import Choices
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.pages import not_found, page
from portal_sync.handlers.edit_collections import Workbench
from portal_sync.handlers.list_policies import counted
from portal_sync.handlers.open_collection import open_collection
from portal_sync.settings import Settings


def library_router(bench: Workbench, settings: Settings) -> APIRouter:
    """Return `/gov/library` and each collection's page."""
    router, desk = APIRouter(prefix="/gov/library", include_in_schema=False), bench.desk

    async def library(session: AsyncSession) -> Library:
        return bench.standing.with_made(await bench.made(session).published())

    @router.get("")
    async def all_collections(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            shown = [
                (each, await counted(desk, session, each.channel, each.rule) if each.rule else 0)
                for each in (await library(session)).collections.values()
            ]
            return page(request, "library.html", settings, collections=shown)

        return await conditionally(request, desk, make)

    @router.get("/{slug}")
    async def one_collection(request: Request, slug: str) -> Response:
        async def make(session: AsyncSession) -> Response:
            collection = (await library(session)).get(slug)
            if collection is None:
                return not_found(request, settings, "政策主题库里没有这个专题。")
            choices = Choices.read(request, ())
            opened = await open_collection(bench, session, collection, choices.page)
            return page(request, "collection.html", settings, opened=opened, choices=choices)

        return await conditionally(request, desk, make)

    return router
