"""The pages on which editors make collections for the theme library."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.responses import Response

from portal_sync.domain.listing import Listing, Sort
from portal_sync.domain.made_collection import MadeCollection
from portal_sync.domain.routing import GOVERNMENT
from portal_sync.entrypoints.choices import policy_id_in
from portal_sync.entrypoints.collection_form import CHANNELS, OPTIONS, read_form, values_for, values_of
from portal_sync.entrypoints.pages import page
from portal_sync.handlers import edit_collections as use
from portal_sync.handlers.edit_collections import BadCollectionError, Editor, Wording, Workbench
from portal_sync.handlers.list_policies import PolicyList, list_policies
from portal_sync.settings import Settings
from shared.identity import Principal, Role, require
from shared.web import Problem, see_other

HOME: Final = "/publish/collections"
_DEPARTMENT: Final = (Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER)
_EDITING: Final = (Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_PUBLISHER)
Reader = Annotated[Principal, Depends(require(*_DEPARTMENT))]
Maker = Annotated[Principal, Depends(require(*_EDITING))]
_PREVIEWED: Final = 10


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes the pages of collections."""

    bench: Workbench
    settings: Settings

    async def listed(self, request: Request, principal: Principal) -> Response:
        """Every collection of the department."""
        async with self.bench.desk.database.transaction() as session:
            made = await use.department_s(self.bench, session, editor_of(principal).department)
        may_edit = principal.has(*_EDITING)
        return page(request, "collections.html", self.settings, made=made, may_edit=may_edit)

    async def form(
        self,
        request: Request,
        session: AsyncSession,
        made: MadeCollection | None,
        values: Mapping[str, Any],
        *,
        errors: Mapping[str, str] | None = None,
        preview: Wording | None = None,
    ) -> Response:
        """The form, with what its rule picks where that was asked for."""
        chosen = await self._chosen(session, preview) if preview else None
        context = {"made": made, "values": values, "errors": errors or {}, "chosen": chosen}
        return page(
            request,
            "collection_form.html",
            self.settings,
            422 if errors else 200,
            **context,
            channels=CHANNELS,
            options=OPTIONS,
            action=f"{HOME}/{made.collection_id if made else 'new'}",
            channel=preview.channel if preview else GOVERNMENT.name,
        )

    async def _chosen(self, session: AsyncSession, said: Wording) -> PolicyList | None:
        if said.rule is None:
            return None
        sort = Sort.NEWEST if said.channel == GOVERNMENT.name else Sort.DEADLINE
        today = self.bench.desk.clock.today()
        listing = Listing(said.channel, today, said.rule, sort, size=_PREVIEWED)
        return await list_policies(self.bench.desk, session, listing)

    async def own(
        self, session: AsyncSession, principal: Principal, wanted: str, *, lock: bool = False
    ) -> MadeCollection:
        """Return the department's collection of this id, with `lock` to change it.

        Raises 404 where it has none, 403 where it is public and not theirs to change.
        """
        collection_id, editor = policy_id_in(wanted), editor_of(principal)
        made = None
        if collection_id is not None:
            made = await use.found(self.bench, session, editor, collection_id, lock=lock)
        if made is None:
            raise Problem(404, "没有这个专题，或者它不属于本部门。")
        if lock and made.published:
            _must_publish(principal)
        return made


def collections_router(bench: Workbench, settings: Settings) -> APIRouter:
    """Return `/publish/collections` and the pages to make, change, publish and delete one."""
    router = APIRouter(prefix=HOME, include_in_schema=False)
    pages = Pages(bench, settings)

    @router.get("")
    async def listed(request: Request, principal: Reader) -> Response:
        return await pages.listed(request, principal)

    @router.get("/new")
    async def blank(request: Request, principal: Maker) -> Response:
        editor_of(principal)
        async with bench.desk.database.transaction() as session:
            return await pages.form(request, session, None, values_for(None))

    @router.post("/new")
    async def create(request: Request, principal: Maker) -> Response:
        return await _create(pages, request, principal)

    @router.get("/{collection_id}")
    async def show(request: Request, principal: Maker, collection_id: str) -> Response:
        async with bench.desk.database.transaction() as session:
            made = await pages.own(session, principal, collection_id)
            saved = Wording(made.title, made.summary, made.channel, made.rule)
            return await pages.form(request, session, made, values_for(made), preview=saved)

    @router.post("/{collection_id}")
    async def change(request: Request, principal: Maker, collection_id: str) -> Response:
        return await _change(pages, request, principal, collection_id)

    @router.post("/{collection_id}/{act}")
    async def state(request: Request, principal: Maker, collection_id: str, act: str) -> Response:
        return await _act(pages, request, principal, collection_id, act)

    return router


def editor_of(principal: Principal) -> Editor:
    """Return who edits for which department; raises 403 for somebody of none."""
    if principal.department is None:
        raise Problem(403, "只有部门的编辑可以维护专题。")
    return Editor(principal.name or principal.subject, principal.department)


def _must_publish(principal: Principal) -> None:
    """Titles and summaries are public text: like a policy, they pass a second person."""
    if not principal.has(Role.DEPARTMENT_PUBLISHER):
        raise Problem(403, "发布专题、修改或者撤下已发布的专题，由本部门的发布员操作。")


async def _create(pages: Pages, request: Request, principal: Principal) -> Response:
    sent = await request.form()
    values, bench = values_of(sent), pages.bench
    try:
        said = read_form(values)
        async with bench.desk.database.transaction() as session:
            if sent.get("act") == "preview":
                return await pages.form(request, session, None, values, preview=said)
            made = await use.create(bench, session, editor_of(principal), said)
    except BadCollectionError as problem:
        async with bench.desk.database.transaction() as session:
            return await pages.form(request, session, None, values, errors=problem.errors)
    return see_other(f"{HOME}/{made.collection_id}/picks", "专题已存为草稿。可以挑选文件，再发布。")


async def _change(pages: Pages, request: Request, principal: Principal, wanted: str) -> Response:
    sent = await request.form()
    values, bench = values_of(sent), pages.bench
    async with bench.desk.database.transaction() as session:
        made = await pages.own(session, principal, wanted, lock=True)
        # The address of a page never changes.
        values["slug"] = made.slug
        try:
            said = read_form(values)
            if sent.get("act") == "preview":
                return await pages.form(request, session, made, values, preview=said)
            await use.reword(bench, session, editor_of(principal), made, said, seen=_version(sent))
        except BadCollectionError as problem:
            return await pages.form(request, session, made, values, errors=problem.errors)
    return see_other(f"{HOME}/{made.collection_id}", "已保存。")


async def _act(pages: Pages, request: Request, principal: Principal, wanted: str, act: str) -> Response:
    """Publish it, take it back, or delete it."""
    bench, editor = pages.bench, editor_of(principal)
    async with bench.desk.database.transaction() as session:
        made = await pages.own(session, principal, wanted, lock=True)
        place = f"{HOME}/{made.collection_id}"
        if act == "delete":
            await use.delete(bench, session, made)
            return see_other(HOME, f"专题“{made.title}”已删除。")
        if act not in {"publish", "unpublish"}:
            raise Problem(404, "没有这个操作。")
        _must_publish(principal)
        try:
            await use.publish(bench, session, editor, made, published=act == "publish")
        except BadCollectionError as problem:
            return await pages.form(request, session, made, values_for(made), errors=problem.errors)
    return see_other(place, "已发布，所有人都能看到。" if act == "publish" else "已撤下，只有本部门能看到。")


def _version(sent: FormData) -> int:
    """Return which version the form showed; 0 where it does not say."""
    typed = sent.get("version")
    is_number = isinstance(typed, str) and typed.isascii() and typed.isdigit() and len(typed) < 18
    return int(str(typed)) if is_number else 0
