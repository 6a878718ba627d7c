"""Routes around the reviews: remarks at a place, disclosure decided again, emergency publication."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.entrypoints.api_acts import act_once
from publisher.entrypoints.api_answers import policy_out
from publisher.entrypoints.api_models import PolicyOut
from publisher.entrypoints.api_review_models import (
    DisclosureIn,
    RemarkIn,
    RemarkOut,
    RemarksOut,
    SettlementIn,
    UrgentIn,
    remark_out,
)
from publisher.entrypoints.desk import Desk, Official, Publisher, Reader, Reviewer
from publisher.entrypoints.idempotency import IdempotencyKey, answer_once
from publisher.handlers.decide_disclosure import review_disclosure
from publisher.handlers.place_remark import PlaceRemark, SettleRemark, place_remark, settle_remark
from publisher.handlers.ports import Unit
from publisher.handlers.publish_urgently import PublishUrgently, publish_urgently
from publisher.handlers.read_policies import read_policy
from shared.telemetry import current_trace_id


def mount_review(router: APIRouter, desk: Desk) -> None:
    """Remarks, disclosure, emergency."""
    _mount_remarks(router, desk)
    _mount_decisions(router, desk)


def _mount_remarks(router: APIRouter, desk: Desk) -> None:
    @router.get("/policies/{policy_id}/remarks")
    async def remarks(principal: Reader, policy_id: UUID) -> RemarksOut:
        """正在办理的（没有的，现行的）版本上的审核意见，每条指明原文位置；原文已改的，`position` 为空。"""
        async with desk.units() as unit:
            policy = await read_policy(unit, principal, policy_id)
            found = await unit.remarks.of(policy.shown.id)
        return RemarksOut(items=[remark_out(each, policy.shown.content) for each in found])

    @router.post("/policies/{policy_id}/remarks", status_code=201, response_model=RemarkOut)
    async def remark(
        principal: Reviewer, policy_id: UUID, given: RemarkIn, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """在原文的一处提意见：字段、所引原文（可空，指整个字段）和意见。"""
        command = PlaceRemark(policy_id, given.place, given.said, given.quote, given.position)

        async def act(unit: Unit) -> tuple[int, RemarkOut]:
            made = await place_remark(unit, desk.clock, principal, command)
            policy = await read_policy(unit, principal, policy_id)
            return 201, remark_out(made, policy.under_review.content)

        return await answer_once(desk, principal, request, key, act)

    @router.post("/policies/{policy_id}/remarks/{remark_id}/settle", response_model=PolicyOut)
    async def settle(
        principal: Official,
        policy_id: UUID,
        remark_id: UUID,
        *,
        given: SettlementIn,
        request: Request,
        key: IdempotencyKey = None,
    ) -> Response:
        """标明一条意见已经处理，可附答复。"""
        command = SettleRemark(policy_id, remark_id, given.answer)
        use_case = partial(settle_remark, clock=desk.clock, principal=principal, command=command)
        return await act_once(desk, principal, request, key, use_case)


def _mount_decisions(router: APIRouter, desk: Desk) -> None:
    @router.post("/policies/{policy_id}/disclosure", response_model=PolicyOut)
    async def disclosure(
        principal: Reviewer,
        policy_id: UUID,
        given: DisclosureIn,
        request: Request,
        key: IdempotencyKey = None,
    ) -> Response:
        """复核不予公开的文件：继续不予公开，或者改为公开；改变的，须重新三审。"""
        use_case = partial(
            review_disclosure,
            clock=desk.clock,
            principal=principal,
            policy_id=policy_id,
            decision=given.decision(),
        )
        return await act_once(desk, principal, request, key, use_case)

    @router.post("/policies/{policy_id}/publish-urgently", response_model=PolicyOut)
    async def urgently(
        principal: Publisher, policy_id: UUID, request: Request, given: UrgentIn, key: IdempotencyKey = None
    ) -> Response:
        """紧急发布：写明原因，先发布后补审；公开属性和内容的条件一项不少。"""

        async def act(unit: Unit) -> tuple[int, PolicyOut]:
            command = PublishUrgently(policy_id, given.reason, desk.terms.urgent_review)
            policy = await publish_urgently(unit, desk.clock, principal, command)
            return 200, policy_out(policy, principal, desk.clock, current_trace_id())

        return await answer_once(desk, principal, request, key, act)
