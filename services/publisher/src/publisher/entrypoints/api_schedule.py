"""Routes that set the moment of publication."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from publisher.entrypoints.api_answers import policy_out
from publisher.entrypoints.api_models import PolicyOut
from publisher.entrypoints.desk import Desk, Publisher
from publisher.handlers.schedule_policy import SchedulePolicy, cancel_schedule, schedule_policy


class ScheduleIn(BaseModel):
    """When to publish. The moment has its zone, such as 2026-11-24T09:00:00+08:00."""

    model_config = ConfigDict(extra="forbid")

    publish_at: AwareDatetime = Field(description="发布的时刻，带时区；一年之内，不早于现在")


def mount_schedule(router: APIRouter, desk: Desk) -> None:
    """`/policies/{policy_id}/schedule`."""

    @router.put("/policies/{policy_id}/schedule")
    async def schedule(principal: Publisher, policy_id: UUID, given: ScheduleIn) -> PolicyOut:
        """定时发布：到时自动发布，届时再核对一次发布条件；已定时的改为新的时刻。重复发送结果相同。"""
        command = SchedulePolicy(policy_id, given.publish_at)
        async with desk.units() as unit:
            policy = await schedule_policy(unit, desk.clock, principal, command)
        return policy_out(policy, principal, desk.clock)

    @router.delete("/policies/{policy_id}/schedule")
    async def cancel(principal: Publisher, policy_id: UUID) -> PolicyOut:
        """取消定时发布，等待人工发布。"""
        async with desk.units() as unit:
            policy = await cancel_schedule(unit, desk.clock, principal, policy_id)
        return policy_out(policy, principal, desk.clock)
