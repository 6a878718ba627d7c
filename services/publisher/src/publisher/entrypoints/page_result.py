"""One list of results: what it says, what may be done to it, and for the publisher the objections."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.cells import read_day
from publisher.domain.errors import NotFound, NotPermitted, Refusal
from publisher.domain.result_states import (
    OBJECTION_LABELS,
    AnnouncementState,
    EntryStanding,
    ObjectionState,
    allowed_actions,
)
from publisher.entrypoints.desk import Clerk, Desk, Publisher, Reader
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import address
from publisher.handlers.announce_results import announce_draft
from publisher.handlers.decide_objections import (
    DecideObjection,
    RecordObjection,
    decide_objection,
    record_objection,
    suspend_entry,
)
from publisher.handlers.draft_results import DRAFTERS, discard_results
from publisher.handlers.finalise_results import finalise_results
from publisher.handlers.ports import Unit
from publisher.handlers.read_results import OneResultView, view_result
from publisher.handlers.take_down_results import redact_entry, remove_entry, take_down_results
from shared.calendar import working_days_between
from shared.identity import Principal, Role
from shared.web import Templates, see_other

_OBJECTION: Final = ("credit_code", "objector_name", "objector_contact", "statement", "received_on")
_DECISIONS: Final = {
    state.value: label for state, label in OBJECTION_LABELS.items() if state is not ObjectionState.OPEN
}
UseCase = Callable[[Unit], Awaitable[object]]


def mount_result_page(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/results/{announcement_id}`, and the form for an objection, which keeps what was typed."""
    templates.env.globals.update(OBJECTION_LABELS=OBJECTION_LABELS, DECISIONS=_DECISIONS)

    async def page(
        request: Request, announcement_id: UUID, values: dict[str, str], refusal: Refusal | None = None
    ) -> Response:
        principal: Principal = request.state.principal
        async with desk.units() as unit:
            view = await view_result(unit, principal, announcement_id)
        pointer = getattr(refusal, "pointer", "").strip("/")
        return templates.render(
            request,
            "result_one.html",
            status_code=422 if refusal else 200,
            view=view,
            **_shown(view, principal, desk),
            values={"received_on": str(desk.clock.today())} | dict.fromkeys(_OBJECTION[:-1], "") | values,
            errors={pointer: str(refusal)} if refusal else {},
        )

    @router.get("/results/{announcement_id}")
    async def one(request: Request, _: Reader, announcement_id: UUID) -> Response:
        return await page(request, announcement_id, {})

    @router.post("/results/{announcement_id}/objections")
    async def objection(request: Request, principal: Publisher, announcement_id: UUID) -> Response:
        fields = Fields(await request.form())
        values = {name: fields.text(name) for name in _OBJECTION}
        try:
            command = RecordObjection(
                announcement_id=announcement_id,
                suspend=bool(fields.ticked("suspend")),
                **values | {"received_on": read_day(values["received_on"], "收到的日期")},  # type: ignore[arg-type]
            )
            async with desk.units() as unit:
                await record_objection(unit, desk.clock, principal, command)
        except (NotFound, NotPermitted):
            raise
        except Refusal as refusal:
            return await page(request, announcement_id, values, refusal)
        return see_other(
            f"/publish/results/{announcement_id}#objections", "异议已登记，内容只有本部门的发布人可见。"
        )


def mount_result_acts(router: APIRouter, desk: Desk, _templates: Templates) -> None:
    """The buttons of a list's page."""

    @router.post("/results/{announcement_id}/announce")
    async def announce(principal: Publisher, announcement_id: UUID) -> Response:
        return await _act(
            desk,
            announcement_id,
            "已公示，政务频道正在显示。",
            lambda unit: announce_draft(unit, desk.clock, principal, announcement_id),
        )

    @router.post("/results/{announcement_id}/discard")
    async def discard(principal: Clerk, announcement_id: UUID) -> Response:
        async with desk.units() as unit:
            draft = await discard_results(unit, principal, announcement_id)
        return see_other(address(draft.policy_id, "/results"), "名单草稿已删除。")

    @router.post("/results/{announcement_id}/finalise")
    async def finalise(principal: Publisher, announcement_id: UUID) -> Response:
        return await _act(
            desk,
            announcement_id,
            "结果已确定，名单上的企业正在收到告知。",
            lambda unit: finalise_results(unit, desk.clock, principal, announcement_id),
        )

    @router.post("/results/{announcement_id}/decide")
    async def decide(request: Request, principal: Publisher, announcement_id: UUID) -> Response:
        fields = Fields(await request.form())
        state, which = fields.text("state"), fields.text("objection_id")
        async with desk.units() as unit:
            await view_result(unit, principal, announcement_id)
        if state not in _DECISIONS or len(which) != 36:
            return see_other(_at(announcement_id), "请选择对异议的决定。", "bad")
        try:
            command = DecideObjection(
                announcement_id, UUID(which), ObjectionState(state), fields.text("reason")
            )
        except ValueError as error:
            raise NotFound("没有这件异议。") from error
        return await _act(
            desk,
            announcement_id,
            "决定已登记。",
            lambda unit: decide_objection(unit, desk.clock, principal, command),
        )

    @router.post("/results/{announcement_id}/takedown")
    async def take_down(request: Request, principal: Publisher, announcement_id: UUID) -> Response:
        reason = Fields(await request.form()).text("reason")
        return await _act(
            desk,
            announcement_id,
            "已撤下；公众在原网址看到撤下的原因。",
            lambda unit: take_down_results(unit, desk.clock, principal, announcement_id, reason),
        )


def mount_entry_acts(router: APIRouter, desk: Desk, _templates: Templates) -> None:
    """The buttons of one enterprise on a list."""
    acts = {
        "suspend": (suspend_entry, "已暂停公示这家企业，各频道不再显示。"),
        "remove": (remove_entry, "已移除，各频道不再显示。"),
        "redact": (redact_entry, "说明已删去，各频道不再显示。"),
    }

    def mount(name: str) -> None:
        use_case, done = acts[name]

        @router.post(f"/results/{{announcement_id}}/{name}")
        async def entry(request: Request, principal: Publisher, announcement_id: UUID) -> Response:
            code = Fields(await request.form()).text("credit_code")
            return await _act(
                desk,
                announcement_id,
                done,
                lambda unit: use_case(unit, desk.clock, principal, announcement_id, code),
            )

    for name in acts:
        mount(name)


async def _act(desk: Desk, announcement_id: UUID, done: str, use_case: UseCase) -> Response:
    """Do it in one transaction and go back to the list's page, which says what came of it."""
    try:
        async with desk.units() as unit:
            await use_case(unit)
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return see_other(_at(announcement_id), str(refusal), "bad")
    return see_other(_at(announcement_id), done)


def _at(announcement_id: UUID) -> str:
    return f"/publish/results/{announcement_id}"


def _shown(view: OneResultView, principal: Principal, desk: Desk) -> dict[str, Any]:
    """What the page shows beside the view: the list, its days, and the acts that are allowed."""
    policy, today = view.policy, desk.clock.today()
    list_ = view.announcement or view.draft
    state = view.announcement.state if view.announcement else AnnouncementState.DRAFT
    own = principal.department == policy.department.code
    first, last = view.draft.days(today) if view.draft else (None, None)
    if view.announcement:
        first, last = view.announcement.first_day, view.announcement.last_day
    objections = view.objections or ()
    still_open = [each for each in objections if each.state is ObjectionState.OPEN]
    publishes = own and principal.has(Role.DEPARTMENT_PUBLISHER)
    return {
        "policy": policy,
        "list": list_,
        "state": state,
        "first": first,
        "last": last,
        "days": working_days_between(first, last) if first and last and first <= last else 0,
        "publishes": publishes,
        "drafts": own and principal.has(*DRAFTERS),
        "actions": allowed_actions(state) if publishes else (),
        "may_finalise": publishes and not still_open and last is not None and today > last,
        "still_open": len(still_open),
        "objected": {each.credit_code for each in still_open},
        "names": {entry.credit_code: entry.enterprise_name for entry in list_.entries} if list_ else {},
        "Standing": EntryStanding,
    }
