"""The benefit form: what enterprises get, how much, when, and how they file."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.comparing import Difference
from publisher.domain.consultation import shortfall
from publisher.domain.drafts import DraftContent
from publisher.domain.policies import Policy
from publisher.domain.service_items import why_wrong
from publisher.domain.states import Action
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.draft_saving import save_content
from publisher.entrypoints.forms.benefit_reading import BenefitForm, field_of, read_benefit
from publisher.entrypoints.forms.benefit_values import benefit_values
from publisher.entrypoints.page_acts import address
from publisher.handlers.allowed import actions_for
from publisher.handlers.check_service_item import Checked, check_service_item
from publisher.handlers.read_policies import read_policy
from shared.events import PolicyKind
from shared.identity import Principal
from shared.web import Templates, see_other

_DOCUMENT: Final = "一般文件没有惠企内容；要写，请先在“编辑”里把类型改为惠企政策。"


@dataclass(frozen=True)
class _Showing:
    """The form as it is shown: what was typed, what is wrong, what was found out about it."""

    values: dict[str, Any]
    content: DraftContent
    version: int
    status: int = 200
    errors: dict[str, str] = field(default_factory=dict)
    checked: Checked | None = None
    theirs: Sequence[Difference] = ()


def mount_benefit(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/benefit`."""

    def page(request: Request, policy: Policy, showing: _Showing) -> Response:
        return templates.render(
            request,
            "benefit.html",
            status_code=showing.status,
            policy=policy,
            values=benefit_values(None) | showing.values | {"version": showing.version},
            errors=showing.errors,
            benefit=showing.content.benefit,
            shortfall=shortfall(showing.content),
            checked=showing.checked,
            theirs=showing.theirs,
        )

    @router.get("/policies/{policy_id}/benefit")
    async def edit(request: Request, principal: Editor, policy_id: UUID) -> Response:
        policy = await _read(desk, principal, policy_id)
        if Action.EDIT not in actions_for(policy, principal):
            return see_other(address(policy_id), "这份文件现在不能编辑。", "warn")
        draft = policy.draft()
        if draft.content.kind is not PolicyKind.BENEFIT:
            return see_other(address(policy_id, "/edit"), _DOCUMENT, "warn")
        values = benefit_values(draft.content.benefit)
        return page(request, policy, _Showing(values, draft.content, draft.version))

    @router.post("/policies/{policy_id}/benefit")
    async def work(request: Request, principal: Editor, policy_id: UUID) -> Response:
        policy = await _read(desk, principal, policy_id)
        if policy.open is None:
            return see_other(address(policy_id), "这项政策没有正在办理的草稿。", "bad")
        sent = await request.form()
        verb, _, what = str(sent.get("do", "")).partition(":")
        form = read_benefit(sent, what if verb == "more" else "")
        showing = _shown(policy, form)
        if verb != "save":
            return page(request, policy, await _looked(desk, verb, form, showing))
        wrong = await _save(desk, principal, policy, showing)
        if wrong is not None:
            return page(request, policy, wrong)
        item = showing.content.benefit.service_item if showing.content.benefit else None
        doubt = why_wrong(item.url, desk.item_hosts) if item and item.url else ""
        told = f"惠企内容已保存。请留意：{doubt}" if doubt else "惠企内容已保存。"
        return see_other(address(policy_id), told, "warn" if doubt else "good")


async def _read(desk: Desk, principal: Principal, policy_id: UUID) -> Policy:
    async with desk.units() as unit:
        return await read_policy(unit, principal, policy_id)


def _shown(policy: Policy, form: BenefitForm) -> _Showing:
    content = policy.draft().content
    if form.benefit is not None:
        content = content.model_copy(update={"benefit": form.benefit})
    return _Showing(form.values, content, form.version, 422 if form.errors else 200, form.errors)


async def _looked(desk: Desk, verb: str, form: BenefitForm, showing: _Showing) -> _Showing:
    """Nothing is saved: rows are added, the address is looked at, or the summary is made anew."""
    errors = form.errors if verb == "check" else {}
    checked = None
    if verb == "address":
        checked = await check_service_item(desk.pages, form.values.get("item_url", ""), desk.item_hosts)
    return _Showing(
        form.values, showing.content, showing.version, 422 if errors else 200, errors, checked=checked
    )


async def _save(desk: Desk, principal: Principal, policy: Policy, showing: _Showing) -> _Showing | None:
    """Save the benefit into the draft; None when that was done, else how to show the form again."""
    if showing.errors:
        return showing
    wrong = await save_content(desk, principal, policy, showing.version, showing.content, field_of=_field)
    if wrong is None:
        return None
    version = showing.version if wrong.version is None else wrong.version
    return replace(showing, version=version, status=wrong.status, errors=wrong.errors, theirs=wrong.theirs)


def _field(pointer: str) -> str:
    return field_of(pointer.removeprefix("/benefit"))
