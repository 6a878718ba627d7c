"""Routes that read policies and receipts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from publisher.domain.states import RevisionState
from publisher.entrypoints.api_answers import policy_line, policy_out, receipt_out, revision_out
from publisher.entrypoints.api_models import PolicyOut, PolicyPage, ReceiptOut, RevisionOut
from publisher.entrypoints.desk import Desk, Reader
from publisher.entrypoints.refusals import etag
from publisher.handlers.read_policies import list_policies, read_policy, read_revision
from publisher.handlers.read_receipt import read_receipt

Limit = Annotated[int, Query(ge=1, le=100)]
Text = Annotated[str, Query(max_length=100, description="标题或发文字号中的文字")]


def mount_reading(router: APIRouter, desk: Desk) -> None:
    """List, one policy, one revision, the receipt."""

    @router.get("/policies")
    async def listed(
        principal: Reader,
        state: Annotated[list[RevisionState], Query()] = [],  # noqa: B006 (FastAPI copies it)
        q: Text = "",
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Limit = 20,
    ) -> PolicyPage:
        """本部门的政策，最近变动的在前；运维人员可见全部。"""
        async with desk.units() as unit:
            page = await list_policies(unit, principal, states=state, text=q, cursor=cursor, limit=limit)
        return PolicyPage(items=[policy_line(each) for each in page.items], next=page.next)

    @router.get(
        "/policies/{policy_id}", response_model=PolicyOut, responses={304: {"description": "没有变化"}}
    )
    async def one(
        principal: Reader,
        policy_id: UUID,
        response: Response,
        if_none_match: Annotated[str | None, Header(alias="If-None-Match")] = None,
    ) -> PolicyOut | Response:
        """一项政策：草稿、现行版本、可以做的事、离发布还差什么。ETag 是草稿的版本。"""
        async with desk.units() as unit:
            policy = await read_policy(unit, principal, policy_id)
        if policy.open is not None:
            tag = etag(policy.open.version)
            if if_none_match == tag:
                return Response(status_code=304, headers={"ETag": tag})
            response.headers["ETag"] = tag
        return policy_out(policy, principal, desk.clock)

    @router.get("/policies/{policy_id}/revisions/{number}")
    async def revision(principal: Reader, policy_id: UUID, number: int) -> RevisionOut:
        """已发布过的一个版本。"""
        async with desk.units() as unit:
            return revision_out(await read_revision(unit, principal, policy_id, number))

    @router.get("/policies/{policy_id}/receipt")
    async def receipt(principal: Reader, policy_id: UUID) -> ReceiptOut:
        """分发回执：各频道、匹配、告知、打开、申报与失败的情况。"""
        async with desk.units() as unit:
            policy, found = await read_receipt(unit, principal, policy_id)
        return receipt_out(policy, found)
