"""Pages of the results under a policy: the lists, and the form in which one is prepared."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile

from publisher.domain.errors import Conflict, Invalid
from publisher.domain.result_drafts import ResultDraft
from publisher.domain.result_states import STATE_LABELS, AnnouncementState
from publisher.entrypoints.desk import Clerk, Desk, Reader
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.forms.result_list import (
    COLUMNS,
    FIELDS,
    REQUIRED,
    WIDTHS,
    day_of,
    list_text,
    read_entries,
    read_list,
)
from publisher.entrypoints.page_acts import address
from publisher.entrypoints.sheets import read_rows, xlsx_response
from publisher.handlers.draft_results import DRAFTERS, DraftResults, draft_results, edit_results
from publisher.handlers.read_results import list_results, read_draft
from shared.events import Contact
from shared.identity import Principal
from shared.web import Templates, see_other

Values = Mapping[str, str]
_NONE: Values = MappingProxyType({})
TONES = {
    AnnouncementState.DRAFT: "plain",
    AnnouncementState.ANNOUNCED: "info",
    AnnouncementState.FINALISED: "good",
    AnnouncementState.TAKEN_DOWN: "over",
}


def mount_results_pages(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/results`, its template, and a new list."""
    templates.env.globals.update(RESULT_LABELS=STATE_LABELS, RESULT_TONES=TONES)
    form = _Form(desk, templates)

    @router.get("/policies/{policy_id}/results")
    async def listed(request: Request, principal: Reader, policy_id: UUID) -> Response:
        async with desk.units() as unit:
            view = await list_results(unit, principal, policy_id)
        policy = view.policy
        may_draft = principal.department == policy.department.code and principal.has(*DRAFTERS)
        return templates.render(
            request,
            "result_list.html",
            view=view,
            policy=policy,
            may_draft=may_draft and policy.live is not None,
        )

    @router.get("/policies/{policy_id}/results/template.xlsx")
    async def template(_: Reader, policy_id: UUID) -> Response:
        return await xlsx_response("公示名单模板.xlsx", "公示名单", [COLUMNS], WIDTHS)

    @router.get("/policies/{policy_id}/results/new")
    async def new(request: Request, principal: Clerk, policy_id: UUID) -> Response:
        return await form.page(request, principal, policy_id)

    @router.post("/policies/{policy_id}/results/new")
    async def create(request: Request, principal: Clerk, policy_id: UUID) -> Response:
        sent = await request.form()
        values = _values(sent)
        try:
            command = await _command(policy_id, values, sent)
            async with desk.units() as unit:
                draft = await draft_results(unit, desk.clock, principal, command)
        except (Invalid, Conflict) as refusal:
            return await form.page(request, principal, policy_id, values=values, refusal=refusal)
        return see_other(f"/publish/results/{draft.id}", "名单已保存，请核对后公示。")


def mount_result_editing(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/results/{announcement_id}/edit`."""
    form = _Form(desk, templates)

    @router.get("/results/{announcement_id}/edit")
    async def edit(request: Request, principal: Clerk, announcement_id: UUID) -> Response:
        async with desk.units() as unit:
            draft = await read_draft(unit, principal, announcement_id)
        return await form.page(request, principal, draft.policy_id, draft=draft, values=values_of(draft))

    @router.post("/results/{announcement_id}/edit")
    async def save(request: Request, principal: Clerk, announcement_id: UUID) -> Response:
        sent = await request.form()
        values = _values(sent)
        version = Fields(sent).number("version", 1_000_000)
        async with desk.units() as unit:
            draft = await read_draft(unit, principal, announcement_id)
        try:
            command = await _command(draft.policy_id, values, sent)
            async with desk.units() as unit:
                await edit_results(unit, desk.clock, principal, (announcement_id, version), command)
        except (Invalid, Conflict) as refusal:
            return await form.page(
                request, principal, draft.policy_id, draft=draft, values=values, refusal=refusal
            )
        return see_other(f"/publish/results/{announcement_id}", "名单已保存，请核对后公示。")


@dataclass(frozen=True)
class _Form:
    """The form of a list, new or kept."""

    desk: Desk
    templates: Templates

    async def page(
        self,
        request: Request,
        principal: Principal,
        policy_id: UUID,
        *,
        draft: ResultDraft | None = None,
        values: Values = _NONE,
        refusal: Invalid | Conflict | None = None,
    ) -> Response:
        """What was typed stays; a sentence stands beside the field."""
        async with self.desk.units() as unit:
            view = await list_results(unit, principal, policy_id)
        if view.policy.live is None:
            return see_other(address(policy_id), "政策在执行时才能公示结果。", "warn")
        status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422
        return self.templates.render(
            request,
            "result_edit.html",
            status_code=status,
            policy=view.policy,
            draft=draft,
            values=dict.fromkeys(FIELDS, "") | self._contact(view.policy.live.content) | dict(values),
            version=draft.version if draft else 0,
            errors=_errors(refusal),
        )

    @staticmethod
    def _contact(content: object) -> dict[str, str]:
        """Whom the policy names to be asked."""
        contact = getattr(getattr(content, "benefit", None), "contact", None)
        return {"contact_name": contact.name, "contact_phone": contact.phone} if contact else {}


def values_of(draft: ResultDraft) -> dict[str, str]:
    """The fields of a draft's form."""
    return {
        "title": draft.title,
        "list": list_text(draft.entries),
        "first_day": str(draft.first_day or ""),
        "last_day": str(draft.last_day or ""),
        "contact_name": draft.contact.name,
        "contact_phone": draft.contact.phone,
    }


def _values(sent: FormData) -> dict[str, str]:
    fields = Fields(sent)
    return {name: fields.text(name) for name in FIELDS}


async def _command(policy_id: UUID, values: Values, sent: FormData) -> DraftResults:
    """What the form says; a file takes the place of the list that was typed."""
    upload = sent.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        entries = read_entries(await read_rows(await upload.read(), COLUMNS, REQUIRED))
    else:
        entries = read_list(values["list"])
    if len(values["title"]) > 300:
        raise Invalid("标题最多 300 个字符。", "/title")
    for name in ("contact_name", "contact_phone"):
        if len(values[name]) > 100:
            raise Invalid("最多 100 个字符。", f"/{name}")
    return DraftResults(
        policy_id=policy_id,
        title=values["title"],
        entries=entries,
        contact=Contact(name=values["contact_name"], phone=values["contact_phone"]),
        first_day=day_of(values, "first_day", "第一天"),
        last_day=day_of(values, "last_day", "最后一天"),
    )


def _errors(refusal: Invalid | Conflict | None) -> dict[str, str]:
    if refusal is None:
        return {}
    name = refusal.pointer.strip("/").split("/")[0] if isinstance(refusal, Invalid) else ""
    return {{"entries": "list", "contact": "contact_name"}.get(name, name): str(refusal)}
