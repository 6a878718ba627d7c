"""English pages of the international channel: the editions that departments publish with a revision."""

from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.card import Card
from portal_sync.domain.filing import FilingState
from portal_sync.domain.listing import Filter, Listing
from portal_sync.domain.routing import INTERNATIONAL
from portal_sync.entrypoints.choices import Choices, policy_id_in
from portal_sync.entrypoints.conditional import conditionally, kept_page
from portal_sync.entrypoints.pages import page, templates
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import list_policies
from portal_sync.handlers.read_policy import read_policy
from portal_sync.settings import Settings

_STANDINGS: Final = {
    "in_force": "In force",
    "not_yet": "Not yet in force",
    "soliciting": "Open for comments",
    "solicited": "Comments closed",
    "repealed": "Repealed",
    "lapsed": "Lapsed",
    "amended": "Amended",
    "retracted": "Taken down",
    "merged": "Merged into another document",
}


def english_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/en/` and `/en/policies/{policy_id}`."""
    router = APIRouter(prefix=f"/{INTERNATIONAL.folder}", include_in_schema=False)

    @router.get("/")
    async def english_list(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            choices = Choices.read(request, ())
            today, chosen = desk.clock.today(), Filter(in_force=True)
            listing = Listing(INTERNATIONAL.name, today, chosen, page=choices.page)
            found = await list_policies(desk, session, listing)
            return page(request, "en_list.html", settings, found=found, choices=choices)

        return await conditionally(request, desk, make)

    @router.get("/policies/{policy_id}")
    async def english_policy(request: Request, policy_id: str) -> Response:
        async def make() -> Response:
            asked = policy_id_in(policy_id)
            view = await read_policy(desk, INTERNATIONAL.name, asked) if asked else None
            if view is None:
                return page(request, "en_not_found.html", settings, 404)
            return page(request, "en_policy.html", settings, view=view, card=view.card)

        return await kept_page(request, desk, make)

    return router


def english_day(day: date) -> str:
    """Return a day as English official writing has it: 17 April 2026."""
    return f"{day.day} {day:%B} {day.year}"


def english_filing(card: Card) -> str:
    """Say until when enterprises can file."""
    window, state = card.filing.window, card.filing.state
    if not card.standing.in_force or card.content.benefit is None:
        return ""
    if window is None:
        return "Applications are taken all year round."
    if state is FilingState.OPEN:
        left = f"{card.filing.days_left} working day{'s' if card.filing.days_left != 1 else ''} left"
        return f"Open until {english_day(window.last)} ({left})."
    if state is FilingState.UPCOMING:
        return f"Opens on {english_day(window.first)}, closes on {english_day(window.last)}."
    return f"Closed on {english_day(window.last)}."


def english_amount(card: Card) -> str:
    """Say how much one enterprise can get at most, where the policy says so."""
    most = card.content.benefit.most_yuan if card.content.benefit else None
    return f"Up to RMB {most:,.0f}" if most is not None else ""


templates.env.filters["english_day"] = english_day
templates.env.globals.update(
    english_filing=english_filing, english_amount=english_amount, ENGLISH_STANDINGS=_STANDINGS
)
