"""The draft's form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.comparing import Difference, differences
from publisher.domain.errors import Invalid, Refusal, StaleDraft
from publisher.domain.policies import Policy
from publisher.domain.states import Action
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.forms import DraftForm, read_form, values_of
from publisher.entrypoints.forms.relating import Finding, find_related
from publisher.entrypoints.mending import open_remarks
from publisher.entrypoints.page_acts import address
from publisher.handlers.allowed import actions_for
from publisher.handlers.compare_revisions import facets
from publisher.handlers.edit_draft import EditDraft, edit_draft
from publisher.handlers.read_policies import read_policy
from shared.identity import Principal
from shared.web import Templates, see_other

# Where a button goes on to after saving.
_NEXT: Final = {"benefit": "/benefit", "criteria": "/criteria"}
_LOCKED = "这份文件已经送审或发布，现在不能编辑；您填写的内容还在下面，没有保存。"


@dataclass(frozen=True)
class _Showing:
    """The form as it is shown: what was typed, what is wrong, what somebody else changed meanwhile."""

    values: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    errors: dict[str, str] = field(default_factory=dict)
    theirs: Sequence[Difference] = ()
    found: Finding | None = None


def mount_draft(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/edit`."""

    async def page(request: Request, policy: Policy, showing: _Showing) -> Response:
        async with desk.units() as unit:
            mending = await open_remarks(unit, policy)
        return templates.render(
            request,
            "edit.html",
            status_code=showing.status,
            policy=policy,
            values=values_of(policy.draft()) | showing.values,
            errors=showing.errors,
            theirs=showing.theirs,
            found=showing.found,
            mending=mending,
        )

    @router.get("/policies/{policy_id}/edit")
    async def edit(request: Request, principal: Editor, policy_id: UUID) -> Response:
        policy = await _read(desk, principal, policy_id)
        if Action.EDIT not in actions_for(policy, principal):
            return see_other(address(policy_id), "这份文件现在不能编辑。", "warn")
        return await page(request, policy, _Showing())

    @router.post("/policies/{policy_id}/edit")
    async def save(request: Request, principal: Editor, policy_id: UUID) -> Response:
        policy = await _read(desk, principal, policy_id)
        if policy.open is None:
            return see_other(address(policy_id), "这项政策没有正在办理的草稿。", "bad")
        sent = await request.form()
        form = read_form(sent, policy.open.content)
        async with desk.units() as unit:
            found = await find_related(unit, principal, sent, form.values)
        if found is not None:
            return await page(request, policy, _Showing(form.values | found.values, found=found))
        wrong = await _save(desk, principal, policy, form)
        if wrong is not None:
            return await page(request, policy, wrong)
        return see_other(address(policy_id, _NEXT.get(str(sent.get("do")), "")), "草稿已保存。")


async def _read(desk: Desk, principal: Principal, policy_id: UUID) -> Policy:
    async with desk.units() as unit:
        return await read_policy(unit, principal, policy_id)


async def _save(desk: Desk, principal: Principal, policy: Policy, form: DraftForm) -> _Showing | None:
    """Save the draft; None when that was done, else how to show the form again."""
    if form.content is None or form.decision is None:
        return _Showing(form.values, 422, form.errors)
    command = EditDraft(policy.id, form.version, form.content, form.decision, form.channels)
    try:
        async with desk.units() as unit:
            await edit_draft(unit, desk.clock, principal, command)
    except StaleDraft as stale:
        draft = policy.draft()
        said = facets(draft.content, draft.decision, draft.channels)
        theirs = differences(said, facets(form.content, form.decision, form.channels or draft.channels))
        values = form.values | {"version": stale.current}
        return _Showing(values, 409, {"": str(stale)}, theirs)
    except Invalid as refusal:
        return _Showing(form.values, 422, form.refused(refusal))
    except Refusal:
        return _Showing(form.values, 409, {"": _LOCKED})
    return None
