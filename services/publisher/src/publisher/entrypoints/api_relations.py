"""Routes that follow relations and find what to relate to."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from publisher.domain.relations import RelationKind
from publisher.entrypoints.desk import Desk, Reader
from publisher.handlers.read_relations import Related, find_published, read_relations
from publisher.handlers.relation_ports import Known
from shared.events import Department


class KnownOut(BaseModel):
    """A published policy of any department."""

    policy_id: UUID
    document_number: str
    title: str
    department: Department
    in_force: bool = Field(description="是否现行有效；否则已撤回")

    @classmethod
    def of(cls, known: Known) -> "KnownOut":
        return cls.model_validate(known, from_attributes=True)


class RelatedOut(BaseModel):
    """Another document, and what it is to the policy."""

    label: str = Field(description="对方是本文件的什么，例如“替代的文件”")
    kind: RelationKind
    stated_by_it: bool = Field(description="由对方写明，而不是由本文件写明")
    document_number: str
    title: str
    policy: KnownOut | None = Field(None, description="本系统发布的文件；外部文件没有")

    @classmethod
    def of(cls, related: Related) -> "RelatedOut":
        return cls(
            label=related.label,
            kind=related.kind,
            stated_by_it=related.stated_by_it,
            document_number=related.reference.document_number,
            title=related.reference.title,
            policy=KnownOut.of(related.known) if related.known else None,
        )


class RelationsOut(BaseModel):
    """The relations of a policy in both directions."""

    items: list[RelatedOut]


class PublishedOut(BaseModel):
    """Published policies that were found, newest first."""

    items: list[KnownOut]


def mount_relations(router: APIRouter, desk: Desk) -> None:
    """`/policies/{policy_id}/relations` and `/published`."""

    @router.get("/policies/{policy_id}/relations")
    async def relations(principal: Reader, policy_id: UUID) -> RelationsOut:
        """相关文件，双向：本文件写明的（依据、贯彻落实、替代、被替代），和其他已发布文件写明的。"""
        async with desk.units() as unit:
            found = await read_relations(unit, principal, policy_id)
        return RelationsOut(items=[RelatedOut.of(each) for each in found])

    @router.get("/published")
    async def published(
        principal: Reader,
        q: Annotated[str, Query(min_length=1, max_length=100, description="标题或发文字号中的文字")],
    ) -> PublishedOut:
        """按标题或发文字号查找各部门已发布的文件，用于填写相关文件；最多十份，最近发布的在前。"""
        async with desk.units() as unit:
            found = await find_published(unit, principal, q)
        return PublishedOut(items=[KnownOut.of(each) for each in found])
