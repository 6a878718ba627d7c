"""Pages of the applications (办理进度) under a policy: the list, one application, a file of progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import UploadFile

from publisher.domain.errors import Invalid
from publisher.domain.progress_imports import ProgressImport
from publisher.entrypoints.desk import Clerk, Desk, Reader
from publisher.entrypoints.forms.progress_sheet import (
    COLUMNS,
    REASON,
    REQUIRED,
    ROW,
    WIDTHS,
    read_row,
    refused_lines,
    template_lines,
)
from publisher.entrypoints.page_acts import address
from publisher.entrypoints.sheets import read_rows, xlsx_response
from publisher.handlers.filing_ports import ApplicationQuery
from publisher.handlers.import_progress import ImportProgress, import_progress
from publisher.handlers.progress_applications import CLERKS
from publisher.handlers.read_applications import read_application, read_import, view_applications
from shared.events import ApplicationState
from shared.identity import Principal
from shared.web import Templates, see_other

Text = Annotated[str, Query(max_length=100)]
Cursor = Annotated[str | None, Query(max_length=400)]
_OVERDUE: Final = "overdue"
_SHOWN_REFUSED: Final = 200
TONES: Final = {
    ApplicationState.RECEIVED: "plain",
    ApplicationState.ACCEPTED: "info",
    ApplicationState.SUPPLEMENT_REQUIRED: "warn",
    ApplicationState.UNDER_REVIEW: "wait",
    ApplicationState.APPROVED: "good",
    ApplicationState.REJECTED: "over",
    ApplicationState.DISBURSED: "good",
}


def mount_applications_pages(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/applications` and below."""
    templates.env.globals.update(STATE_OF_APPLICATION=TONES)
    listing = _Listing(desk, templates)

    @router.get("/policies/{policy_id}/applications")
    async def listed(
        *,
        request: Request,
        _: Reader,
        policy_id: UUID,
        state: str = "",
        q: Text = "",
        cursor: Cursor = None,
    ) -> Response:
        try:
            return await listing.page(request, policy_id, (state, q, cursor))
        except Invalid:
            return see_other(address(policy_id, "/applications"))

    @router.get("/policies/{policy_id}/applications/template.xlsx")
    async def template(_: Reader, policy_id: UUID) -> Response:
        return await xlsx_response("办理进度模板.xlsx", "办理进度", template_lines(), WIDTHS)

    @router.get("/policies/{policy_id}/applications/one")
    async def one(
        request: Request,
        principal: Reader,
        policy_id: UUID,
        number: Annotated[str, Query(alias="id", max_length=100)] = "",
    ) -> Response:
        async with desk.units() as unit:
            policy, application, steps = await read_application(unit, principal, policy_id, number)
        return templates.render(
            request, "application.html", policy=policy, application=application, steps=steps
        )

    @router.post("/policies/{policy_id}/applications/import")
    async def imported(request: Request, principal: Clerk, policy_id: UUID) -> Response:
        upload = (await request.form()).get("file")
        try:
            done = await _import(desk, principal, policy_id, upload)
        except Invalid as refusal:
            return await listing.page(request, policy_id, errors={"file": str(refusal)})
        told = f"已登记 {done.changed} 步，{done.unchanged} 步此前已登记，{len(done.refused)} 行没有登记。"
        return see_other(address(policy_id, f"/imports/{done.id}"), told, "warn" if done.refused else "good")


def mount_imports_pages(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/imports/{import_id}`: what became of a file, its refused rows."""

    @router.get("/policies/{policy_id}/imports/{import_id}")
    async def report(request: Request, principal: Reader, policy_id: UUID, import_id: UUID) -> Response:
        async with desk.units() as unit:
            policy, done = await read_import(unit, principal, policy_id, import_id)
        return templates.render(
            request,
            "progress_import.html",
            policy=policy,
            done=done,
            shown=done.refused[:_SHOWN_REFUSED],
            columns=COLUMNS,
        )

    @router.get("/policies/{policy_id}/imports/{import_id}/refused.xlsx")
    async def refused(principal: Reader, policy_id: UUID, import_id: UUID) -> Response:
        async with desk.units() as unit:
            _, done = await read_import(unit, principal, policy_id, import_id)
        lines = refused_lines(list(done.refused))
        return await xlsx_response("没有登记的行.xlsx", "没有登记的行", lines, (*WIDTHS, 8, 60))


async def _import(desk: Desk, principal: Principal, policy_id: UUID, upload: object) -> ProgressImport:
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Invalid("请选择填好的 Excel 文件。", "/file")
    rows = await read_rows(await upload.read(), COLUMNS, REQUIRED, (ROW, REASON))
    command = ImportProgress(policy_id, upload.filename, [read_row(row, policy_id) for row in rows])
    async with desk.units() as unit:
        return await import_progress(unit, desk.clock, principal, command)


@dataclass(frozen=True)
class _Listing:
    """The page of a policy's applications."""

    desk: Desk
    templates: Templates

    async def page(
        self,
        request: Request,
        policy_id: UUID,
        asked: tuple[str, str, str | None] = ("", "", None),
        errors: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        """`asked` is the state, the text to find and the cursor."""
        principal: Principal = request.state.principal
        state, text, cursor = asked
        chosen = ApplicationState(state) if state in set(ApplicationState) else None
        overdue = state == _OVERDUE
        query = ApplicationQuery(policy_id, state=chosen, text=text, cursor=cursor)
        async with self.desk.units() as unit:
            view = await view_applications(
                unit, principal, query, today=self.desk.clock.today(), overdue=overdue
            )
        following = urlencode({"state": state, "q": text, "cursor": view.page.next or ""})
        return self.templates.render(
            request,
            "applications.html",
            status_code=422 if errors else 200,
            view=view,
            policy=view.policy,
            state=state if chosen or overdue else "",
            q=text,
            total=sum(view.counts.values()),
            next_href=f"?{following}" if view.page.next else "",
            may_import=principal.department == view.policy.department.code and principal.has(*CLERKS),
            errors=errors,
        )
