"""What is followed and muted: pages and API of an enterprise, and of an association for its members."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from notifier.domain.interests import BadInterest, Interest, InterestKind
from notifier.entrypoints.kit import Association, Kit, Member, UsingKit, own_code
from notifier.handlers.follow import follow, mute, unfollow, unmute
from shared.identity import Principal
from shared.vocabulary import DEPARTMENTS, THEMES
from shared.web import FieldError, Problem
from shared.web.flash import see_other

router = APIRouter(prefix="/api/notifier/v1", tags=["follows"])
pages = APIRouter(include_in_schema=False)

_MINE, _THEIRS = "/my/follows", "/association/follows"


class InterestIn(BaseModel):
    """A policy's id, a theme's or department's code, or words to search for."""

    model_config = ConfigDict(extra="forbid")

    kind: InterestKind
    target: Annotated[str, Field(min_length=1, max_length=200)]


class InterestOut(BaseModel):
    """One thing that is followed or muted, with what it is called."""

    kind: InterestKind
    target: str
    label: str

    @classmethod
    def of(cls, interest: Interest) -> "InterestOut":
        """Return an interest as the API shows it."""
        return cls(kind=interest.kind, target=interest.target, label=interest.label)


class InterestsOut(BaseModel):
    """What an enterprise follows or mutes."""

    items: list[InterestOut]
    next: None = None


@router.get("/follows")
async def list_follows(kit: UsingKit, principal: Member) -> InterestsOut:
    """What the caller's enterprise follows."""
    async with kit.database.transaction() as session:
        found = await kit.tools.store(session).people.interests.followed(own_code(principal))
    return InterestsOut(items=[InterestOut.of(one) for one in found if not one.for_members])


@router.post("/follows", status_code=201)
async def add_follow(kit: UsingKit, principal: Member, body: InterestIn) -> InterestOut:
    """Follow something; again changes nothing."""
    try:
        async with kit.database.transaction() as session:
            added = await follow(session, own_code(principal), body.kind, body.target, tools=kit.tools)
    except BadInterest as problem:
        raise _refused(problem) from problem
    return InterestOut.of(added)


@router.delete("/follows", status_code=204)
async def remove_follow(kit: UsingKit, principal: Member, query: Annotated[InterestIn, Query()]) -> None:
    """Follow something no longer."""
    try:
        async with kit.database.transaction() as session:
            await unfollow(session, own_code(principal), query.kind, query.target, tools=kit.tools)
    except BadInterest as problem:
        raise _refused(problem) from problem


@router.get("/mutes")
async def list_mutes(kit: UsingKit, principal: Member) -> InterestsOut:
    """What the caller's enterprise mutes."""
    async with kit.database.transaction() as session:
        found = await kit.tools.store(session).people.interests.muted(own_code(principal))
    return InterestsOut(items=[InterestOut.of(one) for one in found])


@router.post("/mutes", status_code=201)
async def add_mute(kit: UsingKit, principal: Member, body: InterestIn) -> InterestOut:
    """Mute something: it stays in the inbox and is pushed nowhere."""
    try:
        async with kit.database.transaction() as session:
            added = await mute(session, own_code(principal), body.kind, body.target, tools=kit.tools)
    except BadInterest as problem:
        raise _refused(problem) from problem
    return InterestOut.of(added)


@router.delete("/mutes", status_code=204)
async def remove_mute(kit: UsingKit, principal: Member, query: Annotated[InterestIn, Query()]) -> None:
    """Mute something no longer."""
    try:
        async with kit.database.transaction() as session:
            await unmute(session, own_code(principal), query.kind, query.target, tools=kit.tools)
    except BadInterest as problem:
        raise _refused(problem) from problem


@pages.get(_MINE)
async def my_follows(request: Request, kit: UsingKit, principal: Member) -> Response:
    """What is followed and muted, and what could be."""
    return await _show(request, kit, principal, for_members=False)


@pages.get(_THEIRS)
async def association_follows(request: Request, kit: UsingKit, principal: Association) -> Response:
    """What an association follows for its members."""
    return await _show(request, kit, principal, for_members=True)


@pages.post("/my/follows/{act}")
async def change(
    request: Request, kit: UsingKit, principal: Member, act: Literal["follow", "unfollow", "mute", "unmute"]
) -> Response:
    """Follow, mute, or neither any longer; then go back to where the button was."""
    return await _change(request, kit, principal, act, for_members=False)


@pages.post("/association/follows/{act}")
async def change_for_members(
    request: Request, kit: UsingKit, principal: Association, act: Literal["follow", "unfollow"]
) -> Response:
    """Follow for the members, or no longer."""
    return await _change(request, kit, principal, act, for_members=True)


async def _change(
    request: Request, kit: Kit, principal: Principal, act: str, *, for_members: bool
) -> Response:
    form, code, tools = await request.form(), own_code(principal), kit.tools
    kind = str(form.get("kind", ""))
    field = f"muted_{kind}" if act == "mute" else kind
    target = str(form.get("target", form.get(field, "")))
    try:
        async with kit.database.transaction() as session:
            match act:
                case "follow":
                    await follow(session, code, kind, target, tools=tools, for_members=for_members)
                case "unfollow":
                    await unfollow(session, code, kind, target, tools=tools, for_members=for_members)
                case "mute":
                    await mute(session, code, kind, target, tools=tools)
                case _:
                    await unmute(session, code, kind, target, tools=tools)
    except BadInterest as problem:
        errors = {field if field in form else "": str(problem)}
        return await _show(
            request, kit, principal, for_members=for_members, errors=errors, values={field: target}
        )
    return see_other(_back(str(form.get("back", "")), for_members=for_members), "已保存。")


def _back(asked: str, *, for_members: bool) -> str:
    """Return the page of ours that the button was on."""
    parts = urlsplit(asked)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/my/inbox/")
    if ours and not for_members:
        return parts.path
    return _THEIRS if for_members else _MINE


async def _show(
    request: Request,
    kit: Kit,
    principal: Principal,
    *,
    for_members: bool,
    errors: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
) -> Response:
    code = own_code(principal)
    async with kit.database.transaction() as session:
        interests = kit.tools.store(session).people.interests
        followed = [one for one in await interests.followed(code) if one.for_members is for_members]
        muted = [] if for_members else await interests.muted(code)
    context: dict[str, Any] = {
        "at": _THEIRS if for_members else _MINE,
        "for_members": for_members,
        "followed": followed,
        "muted": muted,
        "themes": THEMES,
        "departments": DEPARTMENTS,
        "errors": errors or {},
        "values": values or {},
    }
    return kit.templates.render(request, "follows.html", status_code=422 if errors else 200, **context)


def _refused(problem: BadInterest) -> Problem:
    return Problem(422, errors=[FieldError(str(problem), pointer="#/target")])
