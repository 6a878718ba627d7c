"""The government and the business channel: lists and documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from portal_sync.domain.card import conditions
from portal_sync.domain.listing import Sort
from portal_sync.domain.routing import BUSINESS, GOVERNMENT, RULES, ChannelRule
from portal_sync.entrypoints.choices import Choices, policy_id_in, said
from portal_sync.entrypoints.conditional import conditionally, kept_page
from portal_sync.entrypoints.pages import not_found, page
from portal_sync.entrypoints.structured import structured_data
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import list_policies
from portal_sync.handlers.read_policy import PolicyView, read_policy, shown_elsewhere
from portal_sync.settings import Settings


@dataclass(frozen=True, slots=True)
class ChannelPages:
    """How a channel looks: its templates, what its list can be chosen by, its usual order."""

    rule: ChannelRule
    facets: tuple[str, ...]
    sort: Sort
    in_force: bool
    # What can be chosen without counts: closed lists, and what is asked of an enterprise.
    further: tuple[str, ...] = ()


GOVERNMENT_PAGES: Final = ChannelPages(
    GOVERNMENT, ("theme", "department", "year", "genre"), Sort.NEWEST, in_force=False
)
BUSINESS_PAGES: Final = ChannelPages(
    BUSINESS,
    ("benefit", "theme", "department"),
    Sort.DEADLINE,
    in_force=True,
    further=("industry", "size", "qualification", "amount", "soon"),
)


def channel_router(pages: ChannelPages, desk: Desk, settings: Settings) -> APIRouter:
    """Return a channel's list and its documents' addresses."""
    router = APIRouter(prefix=f"/{pages.rule.folder}", include_in_schema=False)

    @router.get("/")
    async def channel_list(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            return await _list(request, pages, desk, settings, session)

        return await conditionally(request, desk, make)

    @router.get("/policies/{policy_id}")
    async def policy(request: Request) -> Response:
        async def make() -> Response:
            return await _policy(request, pages, desk, settings)

        return await kept_page(request, desk, make)

    return router


async def _list(
    request: Request, pages: ChannelPages, desk: Desk, settings: Settings, session: AsyncSession
) -> Response:
    choices = Choices.read(request, (*pages.facets, *pages.further, "open", "past", "sort"))
    listing = choices.listing(pages.rule.name, desk.clock.today(), sort=pages.sort, in_force=pages.in_force)
    found = await list_policies(desk, session, listing, pages.facets)
    return page(request, f"{pages.rule.folder}_list.html", settings, found=found, choices=choices)


async def _policy(request: Request, pages: ChannelPages, desk: Desk, settings: Settings) -> Response:
    policy_id = policy_id_in(request.path_params["policy_id"])
    if policy_id is None:
        return not_found(request, settings, "没有这个地址的政策文件。")
    view = await read_policy(desk, pages.rule.name, policy_id)
    if view is None:
        async with desk.database.transaction() as session:
            others = await shown_elsewhere(desk.shelf(session), pages.rule.name, policy_id)
        return _elsewhere(request, settings, policy_id, others)
    return page(request, _template(pages, view, request), settings, **_shown(pages, view, settings))


def _template(pages: ChannelPages, view: PolicyView, request: Request) -> str:
    if view.card is None or view.card.text_withheld:
        return "tombstone.html"
    if pages.rule is GOVERNMENT and said(request, "view") == "print":
        return "gov_print.html"
    return f"{pages.rule.folder}_policy.html"


def _shown(pages: ChannelPages, view: PolicyView, settings: Settings) -> dict[str, Any]:
    if view.card is None:
        return {"view": view}
    return {
        "view": view,
        "card": view.card,
        # Only the business channel's pages say them.
        "criteria": conditions(view.card.content.criteria) if pages.rule is BUSINESS else None,
        "structured": structured_data(view.card, settings),
    }


def _elsewhere(request: Request, settings: Settings, policy_id: UUID, others: Sequence[str]) -> Response:
    """Send a visitor to the channel that shows the policy; it may have left this one in a later revision."""
    if not others:
        return not_found(request, settings, "没有这个地址的政策文件。它可能还没有发布。")
    folders = {rule.name: rule.folder for rule in RULES}
    return RedirectResponse(f"/{folders[others[0]]}/policies/{policy_id}", status_code=302)
