"""The reviewer's page: what changed, the whole text, and the decision."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.changes import changes
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid, NotFound, Refusal
from publisher.domain.reviews import STEP_LABELS, Decision, next_step
from publisher.domain.states import Action
from publisher.entrypoints.desk import Desk, Reader, Reviewer
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import address
from publisher.handlers.allowed import actions_for
from publisher.handlers.read_policies import view_policy
from publisher.handlers.record_review import RecordReview, record_review
from shared.identity import Principal
from shared.web import Templates, see_other

Values = dict[str, str]


def mount_review(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/review`."""

    async def page(
        request: Request,
        principal: Principal,
        policy_id: UUID,
        values: dict[str, str],
        errors: dict[str, str],
    ) -> Response:
        async with desk.units() as unit:
            view = await view_policy(unit, principal, policy_id)
        policy = view.policy
        if policy.open is None:
            return see_other(address(policy_id), "这项政策没有正在办理的草稿。", "warn")
        before = policy.live.content if policy.live else DraftContent()
        return templates.render(
            request,
            "review.html",
            status_code=422 if errors else 200,
            policy=policy,
            revision=policy.open,
            step=next_step(policy.open.present_reviews),
            changes=changes(before, policy.open.content) if policy.live else None,
            may_review=Action.REVIEW in actions_for(policy, principal),
            unmet=policy.open.unmet(desk.clock.today()),
            values={"remarks": "", "proofread": ""} | values,
            errors=errors,
        )

    @router.get("/policies/{policy_id}/review")
    async def review(request: Request, principal: Reader, policy_id: UUID) -> Response:
        return await page(request, principal, policy_id, {}, {})

    @router.post("/policies/{policy_id}/review")
    async def decide(request: Request, principal: Reviewer, policy_id: UUID) -> Response:
        fields = Fields(await request.form())
        values = {name: fields.text(name) for name in ("step", "decision", "remarks", "proofread", "version")}
        command = _command(policy_id, values)
        if command is None:
            return await page(request, principal, policy_id, values, {"": "请点“通过”或“退回”。"})
        try:
            async with desk.units() as unit:
                await record_review(unit, desk.clock, principal, command)
        except Invalid as refusal:
            wrong = {refusal.pointer.strip("/"): str(refusal)}
            return await page(request, principal, policy_id, values, wrong)
        except NotFound:
            raise
        except Refusal as refusal:
            return see_other(address(policy_id), str(refusal), "bad")
        word = "通过" if command.decision is Decision.APPROVE else "退回"
        return see_other(address(policy_id), f"已登记：{STEP_LABELS[command.step]}{word}。")


def _command(policy_id: UUID, values: dict[str, str]) -> RecordReview | None:
    step = next((each for each in STEP_LABELS if each == values["step"]), None)
    decision = next((each for each in Decision if each == values["decision"]), None)
    if step is None or decision is None:
        return None
    version = (
        int(values["version"]) if values["version"].isdecimal() and len(values["version"]) < 10 else None
    )
    proofread = values["proofread"] == "on"
    return RecordReview(policy_id, step, decision, values["remarks"][:4000], proofread, version)
