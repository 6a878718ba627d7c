"""Routes of result announcements."""

from uuid import UUID

from fastapi import APIRouter

from publisher.entrypoints.api_answers import announcement_out
from publisher.entrypoints.api_models import AnnouncementOut, Announcements, ResultsIn
from publisher.entrypoints.desk import Desk, Publisher, Reader
from publisher.handlers.announce_results import AnnounceResults, announce_results
from publisher.handlers.finalise_results import finalise_results
from publisher.handlers.read_policies import view_policy


def mount_results(router: APIRouter, desk: Desk) -> None:
    """Announce, list, finalise."""

    @router.post("/policies/{policy_id}/results", status_code=201)
    async def announce(principal: Publisher, policy_id: UUID, given: ResultsIn) -> AnnouncementOut:
        """公示结果，公示期不少于 5 个工作日。"""
        command = AnnounceResults(
            policy_id=policy_id,
            title=given.title,
            entries=given.entries,
            contact=given.contact,
            first_day=given.first_day,
            last_day=given.last_day,
        )
        async with desk.units() as unit:
            return announcement_out(await announce_results(unit, desk.clock, principal, command))

    @router.get("/policies/{policy_id}/results")
    async def listed(principal: Reader, policy_id: UUID) -> Announcements:
        """一项政策的结果公示。"""
        async with desk.units() as unit:
            view = await view_policy(unit, principal, policy_id)
        return Announcements(items=[announcement_out(each) for each in view.announcements])

    @router.post("/results/{announcement_id}/finalise")
    async def finalise(principal: Publisher, announcement_id: UUID) -> AnnouncementOut:
        """公示期结束后确定结果。"""
        async with desk.units() as unit:
            return announcement_out(await finalise_results(unit, desk.clock, principal, announcement_id))
