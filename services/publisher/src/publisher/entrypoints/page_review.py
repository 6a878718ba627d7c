"""The review's page: the whole text with its remarks, what changed, and the decision."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.changes import changes
from publisher.domain.errors import Invalid, NotFound, Refusal
from publisher.domain.reviews import STEP_LABELS, Decision
from publisher.entrypoints.desk import Desk, Reader, Reviewer
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import address
from publisher.handlers.allowed import actions_for
from publisher.handlers.read_policies import view_policy
from publisher.handlers.read_review import read_review
from publisher.handlers.record_review import RecordReview, record_review
from shared.identity import Principal
from shared.web import Templates, see_other

Values = dict[str, str]
_DECISION: Final = ("step", "decision", "remarks", "proofread", "version")
_FIELDS: Final = (*_DECISION, "place", "quote", "said", "position")


def mount_review(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/review`."""

    @router.get("/policies/{policy_id}/review")
    async def review(request: Request, principal: Reader, policy_id: UUID) -> Response:
        return await show_review(request, desk, templates, principal, policy_id)

    @router.post("/policies/{policy_id}/review")
    async def decide(request: Request, principal: Reviewer, policy_id: UUID) -> Response:
        fields = Fields(await request.form())
        values = {name: fields.text(name) for name in _DECISION}
        command = _command(policy_id, values)
        wrong = {"": "请点“通过”或“退回修改”。"}
        if command is not None:
            try:
                async with desk.units() as unit:
                    await record_review(unit, desk.clock, principal, command)
            except Invalid as refusal:
                wrong = {refusal.pointer.strip("/"): str(refusal)}
            except NotFound:
                raise
            except Refusal as refusal:
                return see_other(address(policy_id), str(refusal), "bad")
            else:
                word = "通过" if command.decision is Decision.APPROVE else "退回"
                return see_other(address(policy_id), f"已登记：{STEP_LABELS[command.step]}{word}。")
        return await show_review(request, desk, templates, principal, policy_id, values=values, errors=wrong)


async def show_review(
    request: Request,
    desk: Desk,
    templates: Templates,
    principal: Principal,
    policy_id: UUID,
    *,
    values: Values | None = None,
    errors: Values | None = None,
) -> Response:
    """The page; with what was typed into one of its forms, and what is wrong with it."""
    async with desk.units() as unit:
        view = await view_policy(unit, principal, policy_id)
        found = await read_review(unit, desk.clock, desk.terms, principal, view.policy)
    policy, revision = view.policy, found.revision
    if policy.open is None and revision.urgency is None:
        return see_other(address(policy_id), "这项政策没有正在办理的草稿。", "warn")
    revised = policy.live is not None and policy.live is not revision
    return templates.render(
        request,
        "review.html",
        status_code=422 if errors else 200,
        policy=policy,
        revision=revision,
        review=found,
        actions=actions_for(policy, principal),
        places=[(passage.label, passage.label) for passage in found.annotated.passages],
        changes=changes(policy.live.content, revision.content) if policy.live and revised else None,
        values=dict.fromkeys(_FIELDS, "") | (values or {}),
        errors=errors or {},
    )


def _command(policy_id: UUID, values: Values) -> RecordReview | None:
    step = next((each for each in STEP_LABELS if each == values["step"]), None)
    decision = next((each for each in Decision if each == values["decision"]), None)
    if step is None or decision is None:
        return None
    return RecordReview(
        policy_id,
        step,
        decision,
        values["remarks"][:4000],
        proofread=values["proofread"] == "on",
        version=number_in(values["version"]),
    )


def number_in(text: str) -> int | None:
    """A count in a hidden field; None for what is no count."""
    return int(text) if text.isdecimal() and len(text) < 10 else None
