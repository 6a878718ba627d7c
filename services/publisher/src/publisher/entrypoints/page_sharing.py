"""Forms of other departments' part in a policy."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.errors import Invalid, NotFound, Refusal
from publisher.domain.sharing import GRANTED, Stance
from publisher.entrypoints.desk import Desk, Publisher, Reviewer
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import act, address
from publisher.entrypoints.page_policy import show_policy
from publisher.handlers.share_policy import GiveOpinion, GrantAccess, give_opinion, grant_access
from shared.web import Templates, see_other


def mount_sharing(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/access`, `/access/remove` and `/opinion`."""

    @router.post("/policies/{policy_id}/access")
    async def grant(request: Request, principal: Publisher, policy_id: UUID) -> Response:
        fields = Fields(await request.form())
        values = {"department": fields.text("department"), "may": fields.text("may")}
        try:
            command = _grant(policy_id, values)
            async with desk.units() as unit:
                await grant_access(unit, desk.clock, principal, command)
        except Invalid as refusal:
            errors = {refusal.pointer.strip("/"): str(refusal)}
            return await show_policy(
                request, desk, templates, principal, policy_id, values=values, errors=errors
            )
        return see_other(address(policy_id), "已授权。")

    @router.post("/policies/{policy_id}/access/remove")
    async def revoke(request: Request, principal: Publisher, policy_id: UUID) -> Response:
        command = GrantAccess(policy_id, Fields(await request.form()).text("department"), None)
        return await act(
            desk, policy_id, "已收回授权。", lambda unit: grant_access(unit, desk.clock, principal, command)
        )

    @router.post("/policies/{policy_id}/opinion")
    async def opinion(request: Request, principal: Reviewer, policy_id: UUID) -> Response:
        fields = Fields(await request.form())
        values = {"opinion": fields.text("opinion")}
        stance = next((each for each in Stance if each == fields.text("stance")), Stance.COMMENT)
        try:
            async with desk.units() as unit:
                command = GiveOpinion(policy_id, stance, values["opinion"])
                await give_opinion(unit, desk.clock, principal, command)
        except Invalid as refusal:
            return await show_policy(
                request,
                desk,
                templates,
                principal,
                policy_id,
                values=values,
                errors={"opinion": str(refusal)},
            )
        except NotFound:
            raise
        except Refusal as refusal:
            return see_other(address(policy_id), str(refusal), "bad")
        return see_other(address(policy_id), "会签意见已登记。")


def _grant(policy_id: UUID, values: dict[str, str]) -> GrantAccess:
    may = next((each for each in GRANTED if each == values["may"]), None)
    if may is None:
        raise Invalid("请选择可以做什么。", "/may")
    return GrantAccess(policy_id, values["department"], may)
