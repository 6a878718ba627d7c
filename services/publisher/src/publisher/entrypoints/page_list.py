"""The list of a department's policies."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import FormData

from publisher.domain.days import countdown
from publisher.domain.errors import Invalid
from publisher.domain.states import RevisionState
from publisher.entrypoints.desk import Desk, Reader
from publisher.entrypoints.forms.fields import Fields
from publisher.handlers.ports import PolicyQuery
from publisher.handlers.read_deadlines import read_deadlines
from publisher.handlers.read_policies import count_policies, list_policies
from publisher.handlers.read_todo import read_todo
from shared.events import PolicyKind
from shared.identity import Role
from shared.web import Templates, see_other

# What people ask for, each some states of the table.
TABS: Final = {
    "all": ("全部", ()),
    "draft": ("草稿", (RevisionState.DRAFT, RevisionState.RETURNED)),
    "review": ("审核中", (RevisionState.IN_REVIEW,)),
    "approved": ("待发布", (RevisionState.APPROVED, RevisionState.SCHEDULED)),
    "live": ("已发布", (RevisionState.LIVE,)),
    "withdrawn": ("已撤回", (RevisionState.WITHDRAWN,)),
}

_FILTERS: Final = ("theme", "kind", "published_from", "published_until", "shared")


def mount_list(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/`."""

    @router.get("")
    async def without_slash() -> Response:
        return see_other("/publish/")

    @router.get("/")
    async def listed(
        request: Request,
        principal: Reader,
        state: str = "all",
        q: Annotated[str, Query(max_length=100)] = "",
        cursor: Annotated[str | None, Query(max_length=200)] = None,
    ) -> Response:
        tab = state if state in TABS else "all"
        values, query, errors = _filters(request)
        query = replace(query, states=TABS[tab][1], text=q, cursor=cursor)
        async with desk.units() as unit:
            todo = await read_todo(unit, desk.clock, desk.terms, principal)
            deadlines = await read_deadlines(unit, desk.clock, principal)
            counts = await count_policies(unit, principal)
            try:
                page = await list_policies(unit, principal, query)
            except Invalid:
                return see_other("/publish/")
        kept = {name: value for name, value in {"state": tab, "q": q, **values}.items() if value}
        return templates.render(
            request,
            "list.html",
            status_code=422 if errors else 200,
            page=page,
            todo=todo,
            deadlines=deadlines,
            countdown=lambda policy: countdown(policy, desk.clock.today()),
            tab=tab,
            q=q,
            values=values,
            errors=errors,
            tabs=[
                (code, label, sum(n for s, n in counts.items() if not states or s in states))
                for code, (label, states) in TABS.items()
            ],
            next_href=f"?{urlencode({**kept, 'cursor': page.next})}" if page.next else "",
            may_create=principal.has(Role.DEPARTMENT_EDITOR),
            total=sum(counts.values()),
        )


def _filters(request: Request) -> tuple[dict[str, str], PolicyQuery, dict[str, str]]:
    """What was chosen beside state and words, as typed and as a query, and what is wrong with it."""
    fields = Fields(FormData([(name, value) for name, value in request.query_params.multi_items()]))
    values = {name: fields.text(name)[:40] for name in _FILTERS}
    kind = next((each for each in PolicyKind if each == values["kind"]), None)
    first, last = (fields.day(name) for name in ("published_from", "published_until"))
    query = PolicyQuery(
        theme=values["theme"],
        shared=bool(values["shared"]),
        kind=kind,
        published_from=date.fromisoformat(first) if first else None,
        published_until=date.fromisoformat(last) if last else None,
    )
    return values, query, fields.errors
