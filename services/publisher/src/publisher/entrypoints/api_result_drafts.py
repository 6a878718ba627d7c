"""Routes of lists in preparation, and of objections."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.objections import Objection
from publisher.domain.result_drafts import ResultDraft
from publisher.entrypoints.api_models import ResultsIn
from publisher.entrypoints.api_results import results_command
from publisher.entrypoints.api_results_models import (
    DecisionIn,
    DraftOut,
    DraftsOut,
    ObjectionIn,
    ObjectionOut,
    ObjectionsOut,
)
from publisher.entrypoints.desk import Clerk, Desk, Publisher, Reader
from publisher.entrypoints.idempotency import IdempotencyKey, answer_once
from publisher.handlers.decide_objections import (
    DecideObjection,
    RecordObjection,
    decide_objection,
    read_objections,
    record_objection,
)
from publisher.handlers.draft_results import draft_results
from publisher.handlers.ports import Unit
from publisher.handlers.read_results import list_results
from shared.clock import Clock


def mount_result_drafts(router: APIRouter, desk: Desk) -> None:
    """Prepare a list."""

    @router.post("/policies/{policy_id}/results/drafts", status_code=201, response_model=DraftOut)
    async def prepare(
        principal: Clerk, policy_id: UUID, given: ResultsIn, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """起草一份公示名单，由发布人公示。"""

        async def act(unit: Unit) -> tuple[int, DraftOut]:
            draft = await draft_results(unit, desk.clock, principal, results_command(policy_id, given))
            return 201, _draft_out(draft, desk.clock)

        return await answer_once(desk, principal, request, key, act)

    @router.get("/policies/{policy_id}/results/drafts")
    async def prepared(principal: Reader, policy_id: UUID) -> DraftsOut:
        """起草中的公示名单。"""
        async with desk.units() as unit:
            view = await list_results(unit, principal, policy_id)
        return DraftsOut(items=[_draft_out(each, desk.clock) for each in view.drafts])


def mount_objections(router: APIRouter, desk: Desk) -> None:
    """Objections; confidential: the department's publisher only."""

    @router.post("/results/{announcement_id}/objections", status_code=201, response_model=ObjectionOut)
    async def record(
        principal: Publisher,
        announcement_id: UUID,
        given: ObjectionIn,
        request: Request,
        key: IdempotencyKey = None,
    ) -> Response:
        """登记一件实名异议；内容保密，只有本部门的发布人可见。"""
        command = RecordObjection(announcement_id=announcement_id, **given.model_dump())

        async def act(unit: Unit) -> tuple[int, ObjectionOut]:
            return 201, _objection_out(await record_objection(unit, desk.clock, principal, command))

        return await answer_once(desk, principal, request, key, act)

    @router.get("/results/{announcement_id}/objections")
    async def listed(principal: Publisher, announcement_id: UUID) -> ObjectionsOut:
        """收到的异议；只有本部门的发布人可见。"""
        async with desk.units() as unit:
            objections = await read_objections(unit, principal, announcement_id)
        return ObjectionsOut(items=[_objection_out(each) for each in objections])

    @router.post("/results/{announcement_id}/decisions", response_model=ObjectionOut)
    async def decide(
        principal: Publisher,
        announcement_id: UUID,
        given: DecisionIn,
        request: Request,
        key: IdempotencyKey = None,
    ) -> Response:
        """对一件异议作出决定：成立的，从名单中移除；不成立的，恢复公示。"""
        command = DecideObjection(announcement_id, given.objection_id, given.state, given.reason)

        async def act(unit: Unit) -> tuple[int, ObjectionOut]:
            return 200, _objection_out(await decide_objection(unit, desk.clock, principal, command))

        return await answer_once(desk, principal, request, key, act)


def _draft_out(draft: ResultDraft, clock: Clock) -> DraftOut:
    first, last = draft.days(clock.today())
    told = vars(draft) | {"draft_id": draft.id, "first_day": first, "last_day": last}
    return DraftOut.model_validate(told)


def _objection_out(objection: Objection) -> ObjectionOut:
    return ObjectionOut.model_validate(vars(objection) | {"objection_id": objection.id})
