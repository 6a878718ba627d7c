"""Routes of result announcements: announce, list, finalise, take down."""

from collections.abc import Awaitable, Callable
from functools import partial
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
from shared.identity import Principal


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

    @router.post("/results/{announcement_id}/announce", response_model=ResultOut)
    async def announce_prepared(
        principal: Publisher, announcement_id: UUID, request: Request, key: IdempotencyKey = None
    ) -> Response:
        """公示一份起草好的名单。"""
        use_case = partial(announce_draft, clock=desk.clock, principal=principal, draft_id=announcement_id)
        return await _once(desk, principal, request, key, use_case)

    @router.post("/results/{announcement_id}/finalise", response_model=ResultOut)
    async def finalise(
        principal: Publisher,
        announcement_id: UUID,
        request: Request,
        given: FinaliseIn | None = None,
        key: IdempotencyKey = None,
    ) -> Response:
        """公示期结束、异议都有决定之后确定结果；可以同时对未决的异议作出决定。"""
        decisions = [
            DecideObjection(announcement_id, each.objection_id, each.state, each.reason)
            for each in (given.decisions if given else ())
        ]
        use_case = partial(
            finalise_results,
            clock=desk.clock,
            principal=principal,
            announcement_id=announcement_id,
            decisions=decisions,
        )
        return await _once(desk, principal, request, key, use_case)


def mount_taking_down(router: APIRouter, desk: Desk) -> None:
    """Suspend, remove or redact an entry; take a list down."""

    def entry(act: str, use_case: Callable[..., Awaitable[Announcement]], summary: str) -> None:
        async def route(
            principal: Publisher,
            announcement_id: UUID,
            given: EntryIn,
            request: Request,
            key: IdempotencyKey = None,
        ) -> Response:
            bound = partial(
                use_case,
                clock=desk.clock,
                principal=principal,
                announcement_id=announcement_id,
                code=given.credit_code,
            )
            return await _once(desk, principal, request, key, bound)

        router.post(
            f"/results/{{announcement_id}}/{act}", response_model=ResultOut, name=act, description=summary
        )(route)

    entry("suspend", suspend_entry, "暂停公示一家收到异议的企业。")
    entry("remove", remove_entry, "从名单中移除一家企业。")
    entry("redact", redact_entry, "删去一家企业的说明（例如其中有个人信息）。")

    @router.post("/results/{announcement_id}/takedown", response_model=ResultOut)
    async def take_down(
        principal: Publisher,
        announcement_id: UUID,
        given: TakeDownIn,
        request: Request,
        key: IdempotencyKey = None,
    ) -> Response:
        """撤下整份公示（期满、误发、含有不应公开的内容）；原网址显示原因。"""
        use_case = partial(
            take_down_results,
            clock=desk.clock,
            principal=principal,
            announcement_id=announcement_id,
            reason=given.reason,
        )
        return await _once(desk, principal, request, key, use_case)


async def _once(
    desk: Desk,
    principal: Principal,
    request: Request,
    key: str | None,
    use_case: Callable[[Unit], Awaitable[Announcement]],
) -> Response:
    """Carry a use case out, and answer with the list as it stands then."""

    async def act(unit: Unit) -> tuple[int, ResultOut]:
        return 200, result_out(await use_case(unit))

    return await answer_once(desk, principal, request, key, act)


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
