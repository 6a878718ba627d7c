"""Routes that read the applications under a policy."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from publisher.entrypoints.desk import Desk, Reader
from publisher.handlers.filing_ports import ApplicationQuery
from publisher.handlers.read_applications import list_applications, read_application
from shared.events import ApplicationState


class ApplicationOut(BaseModel):
    """The present state of one application; `revision` counts its steps from 1."""

    application_id: str
    credit_code: str
    state: ApplicationState
    revision: int
    occurred_at: datetime
    due_on: date | None
    amount_yuan: Decimal | None
    note: str


class ApplicationPageOut(BaseModel):
    """A page of applications; `next` is the cursor of the next one."""

    items: list[ApplicationOut]
    next: str | None


class StepOut(BaseModel):
    """One step that an application took."""

    revision: int
    state: ApplicationState
    occurred_at: datetime
    due_on: date | None
    amount_yuan: Decimal | None
    note: str


class ApplicationHistory(BaseModel):
    """An application with its steps, oldest first."""

    application_id: str
    credit_code: str
    items: list[StepOut]


def mount_applications_reading(router: APIRouter, desk: Desk) -> None:
    """List a policy's applications; one application's steps."""

    @router.get("/policies/{policy_id}/applications")
    async def listed(
        *,
        principal: Reader,
        policy_id: UUID,
        state: ApplicationState | None = None,
        q: Annotated[str, Query(max_length=100, description="申报编号或信用代码中的文字")] = "",
        cursor: Annotated[str | None, Query(max_length=400)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> ApplicationPageOut:
        """一项政策的申报，最近变动的在前。"""
        query = ApplicationQuery(policy_id, state=state, text=q, cursor=cursor, limit=limit)
        async with desk.units() as unit:
            page = await list_applications(unit, principal, query)
        items = [ApplicationOut(application_id=each.id, **vars(each)) for each in page.items]
        return ApplicationPageOut(items=items, next=page.next)

    @router.get("/policies/{policy_id}/applications/history")
    async def history(
        principal: Reader,
        policy_id: UUID,
        application_id: Annotated[str, Query(max_length=100)] = "",
    ) -> ApplicationHistory:
        """一份申报的全部步骤。"""
        async with desk.units() as unit:
            _, application, steps = await read_application(unit, principal, policy_id, application_id)
        return ApplicationHistory(
            application_id=application.id,
            credit_code=application.credit_code,
            items=[StepOut(**vars(step)) for step in steps],
        )
