"""Am I eligible (我符合吗): one question at a time, for visitors without an account.

What was answered travels in the form itself, never in an address and never into a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from portal_sync.domain.card import Card
from portal_sync.domain.routing import BUSINESS
from portal_sync.entrypoints.choices import policy_id_in
from portal_sync.entrypoints.pages import not_found, page
from portal_sync.handlers.check_eligibility import Checks
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.handlers.ports import Outside
from portal_sync.settings import Settings
from shared.criteria import FACTS

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said so far, by fact, and what the visitor does not know."""

    said: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @classmethod
    def read(cls, form: FormData, *, with_asked: bool = True) -> "Answers":
        """Read the hidden fields and the one that was asked; unknown names are passed over."""
        said = {
            name: value.strip()[:_LONGEST]
            for name in FACTS
            if isinstance(value := form.get(f"said-{name}"), str) and value.strip()
        }
        unknown = tuple(name for name in form.getlist("unknown") if isinstance(name, str) and name in FACTS)
        asked, value = form.get("fact"), form.get("value")
        if not (with_asked and isinstance(asked, str) and asked in FACTS):
            return cls(said, unknown)
        others = tuple(name for name in unknown if name != asked)
        if "skip" in form:
            said.pop(asked, None)
            return cls(said, (*others, asked))
        return cls(said | {asked: value.strip()[:_LONGEST] if isinstance(value, str) else ""}, others)


def eligibility_router(desk: Desk, checks: Checks, settings: Settings) -> APIRouter:
    """Return `/biz/policies/{policy_id}/check`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/biz/policies/{policy_id}/check")
    async def begin(request: Request, policy_id: str) -> Response:
        return await _answer(request, policy_id, Answers())

    @router.post("/biz/policies/{policy_id}/check")
    async def go_on(request: Request, policy_id: str) -> Response:
        form = await request.form()
        return await _answer(request, policy_id, Answers() if "restart" in form else Answers.read(form))

    async def _answer(request: Request, typed_id: str, answers: Answers) -> Response:
        policy_id = policy_id_in(typed_id)
        card = await _card(desk, policy_id) if policy_id else None
        if policy_id is None or card is None:
            return not_found(request, settings, "没有这个地址的惠企政策。")
        response = await _shown(request, settings, card, answers, checks)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return router


async def _card(desk: Desk, policy_id: UUID) -> Card | None:
    async with desk.database.transaction() as session:
        entry = await desk.shelf(session).get(BUSINESS.name, policy_id)
    found = cards([entry], desk.clock.today()) if entry is not None else []
    return found[0] if found and not found[0].text_withheld else None


async def _shown(
    request: Request, settings: Settings, card: Card, answers: Answers, checks: Checks
) -> Response:
    shown: dict[str, Any] = {"card": card, "answers": answers, "check": None, "away": ""}
    try:
        shown["check"] = await checks.check(card.policy_id, answers.said, answers.unknown)
    except Outside as error:
        shown["away"] = str(error)
    check = shown["check"]
    wrong = check is not None and bool(check.errors)
    return page(request, "biz_check.html", settings, 422 if wrong else 503 if shown["away"] else 200, **shown)
