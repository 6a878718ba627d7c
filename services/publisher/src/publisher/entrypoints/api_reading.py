"""Routes that read policies and receipts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from publisher.domain.states import RevisionState
from publisher.entrypoints.api_answers import policy_line, policy_out, receipt_out, revision_out
from publisher.entrypoints.api_models import PolicyOut, PolicyPage, ReceiptOut, RevisionOut
from publisher.entrypoints.desk import Desk, Reader
from publisher.entrypoints.refusals import etag
from publisher.entrypoints.tagging import NOT_MODIFIED, IfNoneMatch, tagged
from publisher.handlers.ports import PolicyQuery
from publisher.handlers.read_policies import list_policies, read_policy, read_revision
from publisher.handlers.read_receipt import read_receipt
from shared.events import PolicyKind


class PolicyListing(BaseModel):
    """Which policies to list, and from where."""

    model_config = ConfigDict(extra="forbid")

    state: list[RevisionState] = Field([], description="状态，可给几个")
    q: str = Field("", max_length=100, description="标题或发文字号中的文字")
    theme: str = Field("", max_length=40, description="主题分类的代码")
    kind: PolicyKind | None = Field(None, description="一般文件或惠企政策")
    published_from: date | None = Field(None, description="发布日期不早于")
    published_until: date | None = Field(None, description="发布日期不晚于")
    department: str | None = Field(None, max_length=20, description="发文部门的代码；限运维人员")
    shared: bool = Field(False, description="其他部门请本部门参与的，而不是本部门的")
    cursor: str | None = Field(None, max_length=200, description="上一页给出的 next")
    limit: int = Field(20, ge=1, le=100)

    def wanted(self) -> PolicyQuery:
        return PolicyQuery(
            department=self.department,
            states=self.state,
            text=self.q,
            theme=self.theme,
            kind=self.kind,
            published_from=self.published_from,
            published_until=self.published_until,
            shared=self.shared,
            cursor=self.cursor,
            limit=self.limit,
        )


def mount_reading(router: APIRouter, desk: Desk) -> None:
    """List, one policy, one revision, the receipt."""

    @router.get("/policies", response_model=PolicyPage, responses=NOT_MODIFIED)
    async def listed(
        principal: Reader, query: Annotated[PolicyListing, Query()], if_none_match: IfNoneMatch = None
    ) -> Response:
        """本部门的政策，最近变动的在前，可按状态、文字、主题、类型和发布日期筛选；运维人员可见各部门的。"""
        async with desk.units() as unit:
            page = await list_policies(unit, principal, query.wanted())
        found = PolicyPage(items=[policy_line(each) for each in page.items], next=page.next)
        return tagged(found, if_none_match)

    @router.get("/policies/{policy_id}", response_model=PolicyOut, responses=NOT_MODIFIED)
    async def one(principal: Reader, policy_id: UUID, if_none_match: IfNoneMatch = None) -> Response:
        """一项政策：草稿、现行版本、可以做的事、离发布还差什么。有草稿的，ETag 是草稿的版本。"""
        async with desk.units() as unit:
            policy = await read_policy(unit, principal, policy_id)
        tag = etag(policy.open.version) if policy.open else None
        return tagged(policy_out(policy, principal, desk.clock), if_none_match, tag)

    @router.get(
        "/policies/{policy_id}/revisions/{number}", response_model=RevisionOut, responses=NOT_MODIFIED
    )
    async def revision(
        principal: Reader, policy_id: UUID, number: int, if_none_match: IfNoneMatch = None
    ) -> Response:
        """已发布过的一个版本。"""
        async with desk.units() as unit:
            found = revision_out(await read_revision(unit, principal, policy_id, number))
        return tagged(found, if_none_match)

    @router.get("/policies/{policy_id}/receipt", response_model=ReceiptOut, responses=NOT_MODIFIED)
    async def receipt(
        principal: Reader,
        policy_id: UUID,
        revision: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        """分发回执：各频道、匹配、告知、打开、申报与失败的情况；可以只看一个版本。"""
        async with desk.units() as unit:
            policy, found = await read_receipt(unit, principal, policy_id, revision)
        return tagged(receipt_out(policy, found), if_none_match)
