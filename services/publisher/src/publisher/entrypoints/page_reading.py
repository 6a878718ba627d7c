"""What was read from the text beside the editor, and a second opinion on it."""

import json
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.extraction.rereading import Reading, reread
from publisher.domain.policies import Policy
from publisher.domain.states import Action
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.draft_saving import save_content
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import address
from publisher.handlers.allowed import actions_for
from publisher.handlers.read_policies import read_policy
from publisher.handlers.second_opinion import NoOpinion, second_opinion
from shared.criteria.loading import NotJsonError, load_strict
from shared.identity import Principal
from shared.web import Templates, see_other

_NOT_THERE = "没有收到语言模型建议的条件，请重新请它读一遍。"
_KEPT = "已改用语言模型建议的条件，请再核对一遍。"


def mount_reading(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/second-opinion`, and the words for the editor's pages."""
    templates.env.globals.update(reading_of=_reading_of, second_opinion=desk.adviser is not None)

    @router.post("/policies/{policy_id}/second-opinion")
    async def opinion(request: Request, principal: Editor, policy_id: UUID) -> Response:
        policy = await _read(desk, principal, policy_id)
        if policy.open is None or Action.EDIT not in actions_for(policy, principal):
            return see_other(address(policy_id), "这份文件现在不能编辑。", "warn")
        fields = Fields(await request.form())
        if fields.text("do") == "adopt":
            return await _adopt(desk, principal, policy, fields)
        try:
            said = await second_opinion(desk.adviser, policy.open.content)
        except NoOpinion as refusal:
            return see_other(address(policy_id, "/edit"), str(refusal), "warn")
        tree = json.dumps(said.tree, ensure_ascii=False)
        return templates.render(request, "opinion.html", policy=policy, opinion=said, tree=tree)


def _reading_of(policy: Policy) -> Reading | None:
    return reread(policy.open.content) if policy.open else None


async def _read(desk: Desk, principal: Principal, policy_id: UUID) -> Policy:
    async with desk.units() as unit:
        return await read_policy(unit, principal, policy_id)


async def _adopt(desk: Desk, principal: Principal, policy: Policy, fields: Fields) -> Response:
    """Put the proposal into the draft; the draft's own rules check it again."""
    try:
        tree = load_strict(fields.text("criteria"))
    except NotJsonError:
        tree = None
    if not isinstance(tree, dict):
        return see_other(address(policy.id, "/edit"), _NOT_THERE, "bad")
    content = policy.draft().content.model_copy(update={"criteria": tree})
    version = fields.number("version", 10**9)
    refused = await save_content(desk, principal, policy, version, content, field_of=str)
    if refused is not None:
        return see_other(address(policy.id, "/edit"), next(iter(refused.errors.values()), _NOT_THERE), "bad")
    return see_other(address(policy.id, "/criteria"), _KEPT)
