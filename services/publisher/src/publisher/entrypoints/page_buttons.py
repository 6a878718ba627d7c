"""The buttons of a policy's page."""

from uuid import UUID

from fastapi import APIRouter, Response

from publisher.domain.errors import NotFound, Refusal
from publisher.entrypoints.desk import Desk, Editor, Publisher
from publisher.entrypoints.page_acts import act, address
from publisher.handlers.publish_policy import publish_policy
from publisher.handlers.revise_policy import revise_policy
from publisher.handlers.submit_for_review import recall_from_review, submit_for_review
from shared.web import Templates, see_other

_SUBMITTED = "已提交审核，请等待初审。"
_RECALLED = "已撤回送审，可以继续修改。"
_PUBLISHED = "已发布。各频道和符合条件的企业正在收到它，可在分发回执中查看。"
_REVISING = "已开始修订；现行版本在新版发布前不变。"


def mount_buttons(router: APIRouter, desk: Desk, _templates: Templates) -> None:
    """Submit, recall, publish, revise."""

    @router.post("/policies/{policy_id}/submit")
    async def submit(principal: Editor, policy_id: UUID) -> Response:
        return await act(
            desk,
            policy_id,
            _SUBMITTED,
            lambda unit: submit_for_review(unit, desk.clock, principal, policy_id),
        )

    @router.post("/policies/{policy_id}/recall")
    async def recall(principal: Editor, policy_id: UUID) -> Response:
        return await act(
            desk,
            policy_id,
            _RECALLED,
            lambda unit: recall_from_review(unit, desk.clock, principal, policy_id),
        )

    @router.post("/policies/{policy_id}/publish")
    async def publish(principal: Publisher, policy_id: UUID) -> Response:
        return await act(
            desk, policy_id, _PUBLISHED, lambda unit: publish_policy(unit, desk.clock, principal, policy_id)
        )

    @router.post("/policies/{policy_id}/revise")
    async def revise(principal: Editor, policy_id: UUID) -> Response:
        try:
            async with desk.units() as unit:
                await revise_policy(unit, desk.clock, principal, policy_id)
        except NotFound:
            raise
        except Refusal as refusal:
            return see_other(address(policy_id), str(refusal), "bad")
        return see_other(address(policy_id, "/edit"), _REVISING, "info")
