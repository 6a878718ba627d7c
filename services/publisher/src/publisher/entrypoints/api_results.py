"""Routes of result announcements: announce, list, finalise, take down."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.result_states import allowed_actions
from publisher.domain.results import Announcement
from publisher.entrypoints.api_answers import announcement_out
from publisher.entrypoints.api_models import AnnouncementOut, Announcements, ResultsIn
from publisher.entrypoints.api_results_models import EntryIn, FinaliseIn, ResultOut, TakeDownIn
from publisher.entrypoints.desk import Desk, Publisher, Reader
from publisher.entrypoints.idempotency import IdempotencyKey, answer_once
from publisher.handlers.announce_results import AnnounceResults, announce_draft, announce_results
from publisher.handlers.decide_objections import DecideObjection, suspend_entry
from publisher.handlers.finalise_results import finalise_results
from publisher.handlers.ports import Unit
from publisher.handlers.read_policies import view_policy
from publisher.handlers.take_down_results import redact_entry, remove_entry, take_down_results


def mount_results(router: APIRouter, desk: Desk) -> None:
    """Announce, list, finalise."""

    @router.post("/policies/{policy_id}/results", status_code=201, response_model=AnnouncementOut)
    async def announce(
        principal: Publisher, policy_id: UUID, given: ResultsIn, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """公示结果，公示期不少于 5 个工作日。"""

        async def act(unit: Unit) -> tuple[int, AnnouncementOut]:
            announced = await announce_results(unit, desk.clock, principal, results_command(policy_id, given))
            return 201, announcement_out(announced)

        return await answer_once(desk, principal, request, key, act)

    @router.get("/policies/{policy_id}/results")
    async def listed(principal: Reader, policy_id: UUID) -> Announcements:
        """一项政策的结果公示。"""
        async with desk.units() as unit:
            view = await view_policy(unit, principal, policy_id)
        return Announcements(items=[announcement_out(each) for each in view.announcements])

    @router.post("/results/{announcement_id}/announce")
    async def announce_prepared(principal: Publisher, announcement_id: UUID) -> ResultOut:
        """公示一份起草好的名单。"""
        async with desk.units() as unit:
            return result_out(await announce_draft(unit, desk.clock, principal, announcement_id))

    @router.post("/results/{announcement_id}/finalise")
    async def finalise(
        principal: Publisher, announcement_id: UUID, given: FinaliseIn | None = None
    ) -> ResultOut:
        """公示期结束、异议都有决定之后确定结果；可以同时对未决的异议作出决定。"""
        decisions = [
            DecideObjection(announcement_id, each.objection_id, each.state, each.reason)
            for each in (given.decisions if given else ())
        ]
        async with desk.units() as unit:
            return result_out(await finalise_results(unit, desk.clock, principal, announcement_id, decisions))


def mount_taking_down(router: APIRouter, desk: Desk) -> None:
    """Suspend, remove or redact an entry; take a list down."""

    @router.post("/results/{announcement_id}/suspend")
    async def suspend(principal: Publisher, announcement_id: UUID, given: EntryIn) -> ResultOut:
        """暂停公示一家收到异议的企业。"""
        async with desk.units() as unit:
            return result_out(
                await suspend_entry(unit, desk.clock, principal, announcement_id, given.credit_code)
            )

    @router.post("/results/{announcement_id}/remove")
    async def remove(principal: Publisher, announcement_id: UUID, given: EntryIn) -> ResultOut:
        """从名单中移除一家企业。"""
        async with desk.units() as unit:
            return result_out(
                await remove_entry(unit, desk.clock, principal, announcement_id, given.credit_code)
            )

    @router.post("/results/{announcement_id}/redact")
    async def redact(principal: Publisher, announcement_id: UUID, given: EntryIn) -> ResultOut:
        """删去一家企业的说明（例如其中有个人信息）。"""
        async with desk.units() as unit:
            return result_out(
                await redact_entry(unit, desk.clock, principal, announcement_id, given.credit_code)
            )

    @router.post("/results/{announcement_id}/takedown")
    async def take_down(principal: Publisher, announcement_id: UUID, given: TakeDownIn) -> ResultOut:
        """撤下整份公示（期满、误发、含有不应公开的内容）；原网址显示原因。"""
        async with desk.units() as unit:
            return result_out(
                await take_down_results(unit, desk.clock, principal, announcement_id, given.reason)
            )


def results_command(policy_id: UUID, given: ResultsIn) -> AnnounceResults:
    """What the request says, for the use case."""
    return AnnounceResults(
        policy_id=policy_id,
        title=given.title,
        entries=given.entries,
        contact=given.contact,
        first_day=given.first_day,
        last_day=given.last_day,
    )


def result_out(announcement: Announcement) -> ResultOut:
    """A list with how its entries stand."""
    return ResultOut(
        **announcement_out(announcement).model_dump(),
        standing=dict(announcement.standing),
        taken_down=announcement.taken_down.reason if announcement.taken_down else "",
        actions=list(allowed_actions(announcement.state)),
    )
