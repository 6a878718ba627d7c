"""Routes that write drafts."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse

from publisher.domain.errors import Invalid
from publisher.entrypoints.api_acts import act_once
from publisher.entrypoints.api_answers import policy_out
from publisher.entrypoints.api_models import DraftIn, PolicyOut
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.idempotency import IdempotencyKey, answer_once
from publisher.entrypoints.refusals import etag
from publisher.handlers.create_policy import CreatePolicy, create_policy
from publisher.handlers.edit_draft import EditDraft, edit_draft
from publisher.handlers.ports import Unit
from publisher.handlers.read_policies import read_policy
from publisher.handlers.revise_policy import revise_policy
from publisher.handlers.submit_for_review import recall_from_review, submit_for_review

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match", description="读到草稿时的 ETag；草稿此后已被他人修改的，回答 409。不带则直接替换。"
    ),
]


def mount_drafts(router: APIRouter, desk: Desk) -> None:
    """Create, replace, submit, recall, revise."""

    @router.post("/policies", status_code=201, response_model=PolicyOut)
    async def create(
        principal: Editor, request: Request, draft: DraftIn, key: IdempotencyKey = None
    ) -> Response:
        """新建政策及其第一份草稿。"""

        async def act(unit: Unit) -> tuple[int, PolicyOut]:
            command = CreatePolicy(draft.content, draft.decision(), draft.channels)
            policy = await create_policy(unit, desk.clock, principal, command)
            return 201, policy_out(policy, principal, desk.clock)

        answer = await answer_once(desk, principal, request, key, act)
        return located(answer)

    @router.put("/policies/{policy_id}/draft")
    async def replace(
        principal: Editor, policy_id: UUID, draft: DraftIn, response: Response, if_match: IfMatch = None
    ) -> PolicyOut:
        """替换整份草稿；政策已发布而没有草稿的，由此开始修订。"""
        async with desk.units() as unit:
            policy = await read_policy(unit, principal, policy_id)
            if policy.open is None and policy.live is not None:
                policy = await revise_policy(unit, desk.clock, principal, policy_id)
            command = EditDraft(
                policy_id=policy_id,
                expected_version=_version(if_match, policy.draft().version),
                content=draft.content,
                decision=draft.decision(),
                channels=draft.channels,
            )
            policy = await edit_draft(unit, desk.clock, principal, command)
        response.headers["ETag"] = etag(policy.draft().version)
        return policy_out(policy, principal, desk.clock)

    @router.post("/policies/{policy_id}/submit", response_model=PolicyOut)
    async def submit(
        principal: Editor, policy_id: UUID, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """提交审核；内容不完整的，回答 409 并逐条列出所缺。"""
        use_case = partial(submit_for_review, clock=desk.clock, principal=principal, policy_id=policy_id)
        return await act_once(desk, principal, request, key, use_case)

    @router.post("/policies/{policy_id}/recall", response_model=PolicyOut)
    async def recall(
        principal: Editor, policy_id: UUID, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """撤回送审，改回草稿；已有的审核意见不再计入。"""
        use_case = partial(recall_from_review, clock=desk.clock, principal=principal, policy_id=policy_id)
        return await act_once(desk, principal, request, key, use_case)

    @router.post("/policies/{policy_id}/revise", status_code=201, response_model=PolicyOut)
    async def revise(
        principal: Editor, policy_id: UUID, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """从已发布的版本开始修订；现行版本在新版发布前不变。"""
        use_case = partial(revise_policy, clock=desk.clock, principal=principal, policy_id=policy_id)
        return await act_once(desk, principal, request, key, use_case, status=201)


def located(answer: JSONResponse) -> JSONResponse:
    """The answer with the address and the version of the policy that was made."""
    made = PolicyOut.model_validate_json(bytes(answer.body))
    answer.headers["Location"] = f"/api/publisher/v1/policies/{made.policy_id}"
    if made.draft:
        answer.headers["ETag"] = etag(made.draft.version)
    return answer


def _version(if_match: str | None, current: int) -> int:
    """The version that the request wants to replace."""
    if if_match is None or if_match.strip() == "*":
        return current
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > 9:
        raise Invalid("If-Match 应为读取草稿时得到的 ETag。")
    return int(text)
