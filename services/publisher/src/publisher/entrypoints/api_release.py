"""Routes that review, publish and withdraw."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.entrypoints.api_acts import act_once
from publisher.entrypoints.api_answers import policy_out
from publisher.entrypoints.api_models import PolicyOut, ReviewIn, WithdrawIn
from publisher.entrypoints.desk import Desk, Publisher, Reviewer
from publisher.entrypoints.idempotency import IdempotencyKey, answer_once
from publisher.handlers.ports import Unit
from publisher.handlers.publish_policy import publish_policy
from publisher.handlers.record_review import RecordReview, record_review
from publisher.handlers.withdraw_policy import WithdrawPolicy, withdraw_policy
from shared.telemetry import current_trace_id, current_traceparent


def mount_release(router: APIRouter, desk: Desk) -> None:
    """The three reviews, publication, withdrawal."""

    @router.post("/policies/{policy_id}/reviews", status_code=201, response_model=PolicyOut)
    async def review(
        principal: Reviewer, policy_id: UUID, given: ReviewIn, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """登记一次审核：初审、复审、终审依次由不同的人完成，均不得是起草人；通过须确认校对。"""
        command = RecordReview(
            policy_id, given.step, given.decision, given.remarks, given.proofread, given.version
        )
        use_case = partial(record_review, clock=desk.clock, principal=principal, command=command)
        return await act_once(desk, principal, request, key, use_case, status=201)

    @router.post("/policies/{policy_id}/publish", response_model=PolicyOut)
    async def publish(
        principal: Publisher, policy_id: UUID, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """发布。条件不满足的，回答 409 并逐条列出；`traceparent` 与 `trace_id` 指向这次发布的追踪。"""

        async def act(unit: Unit) -> tuple[int, PolicyOut]:
            policy = await publish_policy(unit, desk.clock, principal, policy_id)
            return 200, policy_out(policy, principal, desk.clock, current_trace_id())

        answer = await answer_once(desk, principal, request, key, act)
        if traceparent := current_traceparent():
            answer.headers["traceparent"] = traceparent
        return answer

    @router.post("/policies/{policy_id}/withdraw", response_model=PolicyOut)
    async def withdraw(
        principal: Publisher, policy_id: UUID, given: WithdrawIn, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """撤回政策：写明类型和原因；公众在原网址看到说明。"""
        command = WithdrawPolicy(policy_id, given.kind, given.reason, given.successor)
        use_case = partial(withdraw_policy, clock=desk.clock, principal=principal, command=command)
        return await act_once(desk, principal, request, key, use_case)
