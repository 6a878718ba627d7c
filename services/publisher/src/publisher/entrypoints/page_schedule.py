"""The form that sets the moment of publication."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.errors import Invalid, NotFound, Refusal
from publisher.domain.schedules import as_shanghai
from publisher.entrypoints.desk import Desk, Publisher
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import act, address
from publisher.entrypoints.page_policy import show_policy
from publisher.handlers.schedule_policy import SchedulePolicy, cancel_schedule, schedule_policy
from shared.web import Templates, see_other

_SCHEDULED = "已安排定时发布；到时自动发布，发布前还会再核对一次条件。"
_CANCELLED = "已取消定时发布。"


def mount_schedule(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/schedule` and its cancelling."""

    @router.post("/policies/{policy_id}/schedule")
    async def schedule(request: Request, principal: Publisher, policy_id: UUID) -> Response:
        typed = Fields(await request.form()).text("publish_at")
        try:
            command = SchedulePolicy(policy_id, as_shanghai(typed))
            async with desk.units() as unit:
                await schedule_policy(unit, desk.clock, principal, command)
        except Invalid as refusal:
            wrong = {"publish_at": str(refusal)}
            return await show_policy(
                request, desk, templates, principal, policy_id, values={"publish_at": typed}, errors=wrong
            )
        except NotFound:
            raise
        except Refusal as refusal:
            return see_other(address(policy_id), str(refusal), "bad")
        return see_other(address(policy_id), _SCHEDULED)

    @router.post("/policies/{policy_id}/unschedule")
    async def cancel(principal: Publisher, policy_id: UUID) -> Response:
        return await act(
            desk, policy_id, _CANCELLED, lambda unit: cancel_schedule(unit, desk.clock, principal, policy_id)
        )
