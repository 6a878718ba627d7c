"""Forms around the review: remarks on a passage, emergency publication, disclosure decided again."""

from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.disclosure import Disclosure, DisclosureDecision
from publisher.domain.errors import Invalid
from publisher.entrypoints.desk import Desk, Official, Publisher, Reviewer
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import Form, address, fulfil
from publisher.entrypoints.page_policy import show_policy
from publisher.entrypoints.page_review import number_in, show_review
from publisher.handlers.decide_disclosure import review_disclosure
from publisher.handlers.place_remark import PlaceRemark, SettleRemark, place_remark, settle_remark
from publisher.handlers.ports import Unit
from publisher.handlers.publish_urgently import PublishUrgently, publish_urgently
from shared.web import Templates

_URGENT: Final = "已紧急发布；三审须在期限内补上，工作台会提醒。"
_REMARK: Final = ("place", "quote", "said", "position")
_DISCLOSURE: Final = ("disclosure", "legal_reason", "legal_note")

Values = dict[str, str]


def mount_remarks(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """Below `/publish/policies/{policy_id}`."""

    @router.post("/policies/{policy_id}/remarks")
    async def remark(request: Request, principal: Reviewer, policy_id: UUID) -> Response:
        values = await _values(request, _REMARK)
        command = PlaceRemark(
            policy_id, values["place"], values["said"], values["quote"], number_in(values["position"])
        )

        async def again(errors: Values) -> Response:
            return await show_review(
                request, desk, templates, principal, policy_id, values=values, errors=errors
            )

        act = partial(place_remark, clock=desk.clock, principal=principal, command=command)
        form = Form(act, again, address(policy_id, "/review"), "意见已记下，标在原文旁边。")
        return await fulfil(desk, form)

    @router.post("/policies/{policy_id}/remarks/{remark_id}/settle")
    async def settle(request: Request, principal: Official, policy_id: UUID, remark_id: UUID) -> Response:
        values = await _values(request, ("answer",))
        command = SettleRemark(policy_id, remark_id, values["answer"])

        async def again(errors: Values) -> Response:
            return await show_review(request, desk, templates, principal, policy_id, errors=errors)

        act = partial(settle_remark, clock=desk.clock, principal=principal, command=command)
        return await fulfil(desk, Form(act, again, address(policy_id, "/review"), "已标为处理。"))

    @router.post("/policies/{policy_id}/publish-urgently")
    async def urgently(request: Request, principal: Publisher, policy_id: UUID) -> Response:
        values = await _values(request, ("urgent_reason",))
        command = PublishUrgently(policy_id, values["urgent_reason"][:2000], desk.terms.urgent_review)

        async def again(errors: Values) -> Response:
            beside = {"urgent_reason": "".join(errors.values())}
            return await show_policy(
                request, desk, templates, principal, policy_id, values=values, errors=beside
            )

        act = partial(publish_urgently, clock=desk.clock, principal=principal, command=command)
        return await fulfil(desk, Form(act, again, address(policy_id), _URGENT, "warn"))

    @router.post("/policies/{policy_id}/disclosure")
    async def disclosure(request: Request, principal: Reviewer, policy_id: UUID) -> Response:
        values = await _values(request, _DISCLOSURE)

        async def act(unit: Unit) -> None:
            await review_disclosure(unit, desk.clock, principal, policy_id, _decision(values))

        async def again(errors: Values) -> Response:
            return await show_policy(
                request, desk, templates, principal, policy_id, values=values, errors=errors
            )

        return await fulfil(desk, Form(act, again, address(policy_id), "复核结论已登记。"))


async def _values(request: Request, names: tuple[str, ...]) -> Values:
    fields = Fields(await request.form())
    return {name: fields.text(name) for name in names}


def _decision(values: Values) -> DisclosureDecision:
    if values["disclosure"] not in set(Disclosure):
        raise Invalid("请选择复核的结论。", "/disclosure")
    if len(values["legal_note"]) > 2000:
        raise Invalid("具体情况最多 2000 个字。", "/legal_note")
    return DisclosureDecision.of(
        Disclosure(values["disclosure"]), values["legal_reason"], values["legal_note"]
    )
