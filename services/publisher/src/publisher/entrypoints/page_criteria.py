"""The criteria editor: sentences that a person composes, what they say, and whom they would reach."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.comparing import Difference
from publisher.domain.policies import Policy
from publisher.domain.states import Action
from publisher.entrypoints.criteria_form import Built, EditNode, act, build, node_of, read_fields
from publisher.entrypoints.criteria_form.choosing import Choices
from publisher.entrypoints.criteria_form.nodes import prefix
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.draft_saving import save_content
from publisher.entrypoints.page_acts import address
from publisher.handlers.allowed import actions_for
from publisher.handlers.previews import Away, Reach
from publisher.handlers.read_policies import read_policy
from shared.criteria import Sentence, render
from shared.identity import Principal
from shared.identity.credentials import credentials_of
from shared.web import Templates, see_other

_MOST_REASONS: Final = 5


@dataclass(frozen=True)
class _Showing:
    """The editor as it is shown: the tree, the node to go on with, and what is wrong."""

    root: EditNode
    version: int
    focus: str = ""
    verb: str = ""
    status: int = 200
    errors: dict[str, str] = field(default_factory=dict)
    theirs: Sequence[Difference] = ()


@dataclass(frozen=True)
class _Says:
    """What the finished part says in words, and whom it would reach; `away` says why that is not known."""

    sentence: Sentence | None = None
    reach: Reach | None = None
    away: str = ""
    unfinished: int = 0


def mount_criteria(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/criteria`."""

    async def page(request: Request, policy: Policy, showing: _Showing) -> Response:
        return templates.render(
            request,
            "criteria.html",
            status_code=showing.status,
            policy=policy,
            showing=showing,
            says=await _says(desk, request, build(showing.root)),
            choices=Choices(),
            most_reasons=_MOST_REASONS,
        )

    @router.get("/policies/{policy_id}/criteria")
    async def edit(request: Request, principal: Editor, policy_id: UUID) -> Response:
        policy = await _read(desk, principal, policy_id)
        if Action.EDIT not in actions_for(policy, principal):
            return see_other(address(policy_id), "这份文件现在不能编辑。", "warn")
        stored = policy.draft().content.criteria
        root = node_of(stored) if stored else EditNode()
        return await page(request, policy, _Showing(root, policy.draft().version))

    @router.post("/policies/{policy_id}/criteria")
    async def work(request: Request, principal: Editor, policy_id: UUID) -> Response:
        policy = await _read(desk, principal, policy_id)
        if policy.open is None:
            return see_other(address(policy_id), "这项政策没有正在办理的草稿。", "bad")
        form = await request.form()
        version, button = str(form.get("version", "")), str(form.get("do", ""))
        showing = _Showing(
            read_fields(form), int(version) if version.isdecimal() and len(version) < 10 else 0
        )
        if button != "save":
            return await page(request, policy, _acted(showing, button))
        wrong = await _save(desk, principal, policy, showing)
        if wrong is not None:
            return await page(request, policy, wrong)
        return see_other(address(policy_id), "申报条件已保存。")


async def _read(desk: Desk, principal: Principal, policy_id: UUID) -> Policy:
    async with desk.units() as unit:
        return await read_policy(unit, principal, policy_id)


def _acted(showing: _Showing, button: str) -> _Showing:
    root, focus = act(showing.root, button)
    where = "" if focus is None else prefix(focus)
    return _Showing(root, showing.version, where, button.partition(":")[0])


async def _says(desk: Desk, request: Request, built: Built) -> _Says:
    if built.tree is None:
        return _Says(unfinished=len(built.errors))
    sentence = render(built.tree)
    try:
        reach = await desk.previews.ask(built.tree, credentials_of(request))
    except Away as away:
        return _Says(sentence, away=str(away), unfinished=len(built.errors))
    return _Says(sentence, reach, unfinished=len(built.errors))


async def _save(desk: Desk, principal: Principal, policy: Policy, showing: _Showing) -> _Showing | None:
    """Save the criteria into the draft; None when that was done, else how to show the editor again."""
    built = build(showing.root)
    if built.errors:
        return replace(showing, status=422, errors=built.errors)
    content = policy.draft().content.model_copy(update={"criteria": built.tree})
    wrong = await save_content(desk, principal, policy, showing.version, content, field_of=lambda _: "")
    if wrong is None:
        return None
    version = showing.version if wrong.version is None else wrong.version
    return replace(showing, version=version, status=wrong.status, errors=wrong.errors, theirs=wrong.theirs)
