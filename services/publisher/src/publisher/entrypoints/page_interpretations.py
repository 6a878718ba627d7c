"""The draft's interpretations (政策解读): the list, and the form of each with its picture."""

import re
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from publisher.domain.errors import Invalid, NotFound
from publisher.domain.files import CheckedFile, RefusedUpload
from publisher.domain.policies import Policy
from publisher.domain.states import Action
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import address
from publisher.handlers.allowed import actions_for
from publisher.handlers.explain_policy import (
    ExplainPolicy,
    drop_interpretation,
    explain_policy,
    raise_interpretation,
)
from publisher.handlers.read_policies import read_policy
from shared.events import Interpretation
from shared.identity import Principal
from shared.web import Templates, see_other
from shared.web.sentences import form_errors

_QUESTIONS: Final = 6
_NEW: Final = "new"
Place = Annotated[str, Path(pattern="^(new|[0-9]{1,3})$")]
Values = dict[str, Any]


def mount_interpretations(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/interpretations` and one form each below it."""

    @router.get("/policies/{policy_id}/interpretations")
    async def listed(request: Request, principal: Editor, policy_id: UUID) -> Response:
        policy = await _editable(desk, principal, policy_id)
        if policy is None:
            return _locked(policy_id)
        return templates.render(request, "interpretations.html", policy=policy)

    @router.get("/policies/{policy_id}/interpretations/{place}")
    async def one(request: Request, principal: Editor, policy_id: UUID, place: Place) -> Response:
        policy = await _editable(desk, principal, policy_id)
        if policy is None:
            return _locked(policy_id)
        shown = _form(policy, place, _values(_before(policy, place)), {})
        return templates.render(request, "interpretation.html", **shown)

    @router.post("/policies/{policy_id}/interpretations/{place}")
    async def save(request: Request, principal: Editor, policy_id: UUID, place: Place) -> Response:
        policy = await _editable(desk, principal, policy_id)
        if policy is None:
            return _locked(policy_id)
        sent = await request.form()
        values = _typed(sent)
        errors = await _save(desk, principal, policy_id, place=place, values=values, sent=sent)
        if errors:
            shown = _form(policy, place, values, errors)
            return templates.render(request, "interpretation.html", status_code=422, **shown)
        return see_other(address(policy_id, "/interpretations"), "解读已保存。")

    @router.post("/policies/{policy_id}/interpretations/{place}/remove")
    async def remove(principal: Editor, policy_id: UUID, place: Place) -> Response:
        async with desk.units() as unit:
            await drop_interpretation(unit, desk.clock, principal, policy_id, _index(place))
        return see_other(address(policy_id, "/interpretations"), "这篇解读已移除。")

    @router.post("/policies/{policy_id}/interpretations/{place}/up")
    async def up(principal: Editor, policy_id: UUID, place: Place) -> Response:
        async with desk.units() as unit:
            await raise_interpretation(unit, desk.clock, principal, policy_id, _index(place))
        return see_other(address(policy_id, "/interpretations"), "顺序已调整。")


async def _editable(desk: Desk, principal: Principal, policy_id: UUID) -> Policy | None:
    async with desk.units() as unit:
        policy = await read_policy(unit, principal, policy_id)
    return policy if Action.EDIT in actions_for(policy, principal) else None


def _locked(policy_id: UUID) -> Response:
    return see_other(address(policy_id), "这份文件现在不能编辑。", "warn")


def _form(policy: Policy, place: str, values: Values, errors: dict[str, str]) -> Values:
    return {
        "policy": policy,
        "number": place,
        "before": _before(policy, place),
        "values": values,
        "errors": errors,
        "questions": max(_QUESTIONS, len(values["asked"]) + 2),
    }


async def _save(
    desk: Desk, principal: Principal, policy_id: UUID, *, place: str, values: Values, sent: FormData
) -> dict[str, str]:
    """Save it; what is wrong, beside its field."""
    try:
        command = _command(policy_id, place, values, await _picture(desk, sent))
        async with desk.units() as unit:
            await explain_policy(unit, desk.clock, principal, command)
    except RefusedUpload as refusal:
        return {"picture": str(refusal)}
    except Invalid as refusal:
        return {refusal.pointer.rsplit("/", 1)[-1]: str(refusal)}
    except ValidationError as error:
        return form_errors(error.errors())
    return {}


def _index(number: str) -> int:
    if number == _NEW:
        raise NotFound("没有这篇解读。")
    return int(number)


def _before(policy: Policy, number: str) -> Interpretation | None:
    present = policy.draft().content.interpretations
    if number == _NEW:
        return None
    if int(number) >= len(present):
        raise NotFound("没有这篇解读。")
    return present[int(number)]


def _values(each: Interpretation | None) -> Values:
    return {
        "kind": each.kind.value if each else "official",
        "title": each.title if each else "",
        "body": each.body if each else "",
        "video_url": (each.video_url or "") if each else "",
        "picture_alt": each.picture.alt if each and each.picture else "",
        "asked": [(q.question, q.answer) for q in each.questions] if each else [],
    }


def _typed(sent: FormData) -> Values:
    fields = Fields(sent)
    names = ("kind", "title", "body", "video_url", "picture_alt", "drop_picture")
    numbers = sorted({int(name[9:]) for name in sent if re.fullmatch(r"question_\d{1,2}", name)})
    asked = [(fields.text(f"question_{n}"), fields.text(f"answer_{n}")) for n in numbers]
    return {name: fields.text(name) for name in names} | {"asked": [pair for pair in asked if any(pair)]}


async def _picture(desk: Desk, sent: FormData) -> CheckedFile | None:
    upload = sent.get("picture")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return None
    return await desk.inspector.picture(upload.filename, await upload.read())


def _command(policy_id: UUID, number: str, values: Values, picture: CheckedFile | None) -> ExplainPolicy:
    for name, words in (("title", "标题"), ("body", "正文")):
        if not values[name]:
            raise Invalid(f"解读要有{words}。", f"/{name}")
    if any(not (question and answer) for question, answer in values["asked"]):
        raise Invalid("每个问题都要有回答。", "/asked")
    asked = [{"question": question, "answer": answer} for question, answer in values["asked"]]
    made = Interpretation.model_validate(
        {
            **{name: values[name] for name in ("kind", "title", "body")},
            "questions": asked,
            "video_url": values["video_url"] or None,
        }
    )
    return ExplainPolicy(
        policy_id,
        None if number == _NEW else int(number),
        made,
        picture=picture,
        picture_alt=values["picture_alt"][:300],
        drop_picture=values["drop_picture"] == "on",
    )
