"""A policy's page, with everything that may be done to it now, and the form that withdraws it."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from publisher.domain.days import countdown
from publisher.domain.errors import Invalid, Refusal
from publisher.entrypoints.desk import Desk, Publisher, Reader
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import address
from publisher.handlers.allowed import actions_for
from publisher.handlers.read_policies import view_policy
from publisher.handlers.read_relations import relations_of, to_withdraw
from publisher.handlers.read_review import read_review
from publisher.handlers.withdraw_policy import WithdrawPolicy, withdraw_policy
from shared.events import PolicyReference, WithdrawalKind
from shared.identity import Principal
from shared.web import Templates, see_other

_FIELDS: Final = ("kind", "reason", "successor_id", "successor_number", "successor_title")
_REVIEW_FIELDS: Final = ("urgent_reason", "disclosure", "legal_reason", "legal_note")
_FIELD_OF: Final = {"successor": "successor_number"}

Values = dict[str, str]


def mount_policy(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}` and its withdrawal."""

    @router.get("/policies/{policy_id}")
    async def one(request: Request, principal: Reader, policy_id: UUID) -> Response:
        return await show_policy(request, desk, templates, principal, policy_id)

    @router.post("/policies/{policy_id}/withdraw")
    async def withdraw(request: Request, principal: Publisher, policy_id: UUID) -> Response:
        fields = Fields(await request.form())
        values = {name: fields.text(name) for name in _FIELDS}
        try:
            command = _withdrawal(policy_id, values)
            async with desk.units() as unit:
                await withdraw_policy(unit, desk.clock, principal, command)
        except Invalid as refusal:
            name = refusal.pointer.strip("/")
            wrong = {_FIELD_OF.get(name, name): str(refusal)}
            return await show_policy(
                request, desk, templates, principal, policy_id, values=values, errors=wrong
            )
        except Refusal as refusal:
            return see_other(address(policy_id), str(refusal), "bad")
        return see_other(address(policy_id), "政策已撤回，公众在原网址会看到说明。")


async def show_policy(
    request: Request,
    desk: Desk,
    templates: Templates,
    principal: Principal,
    policy_id: UUID,
    *,
    values: Values | None = None,
    errors: Values | None = None,
) -> Response:
    """The policy's page; with what was typed into one of its forms, and what is wrong with it."""
    async with desk.units() as unit:
        view = await view_policy(unit, principal, policy_id)
        related = await relations_of(unit, view.policy)
        grants = await unit.sharing.grants(policy_id)
        opinions = await unit.sharing.opinions(policy_id)
        review = await read_review(unit, desk.clock, desk.terms, principal, view.policy)
    policy, today = view.policy, desk.clock.today()
    return templates.render(
        request,
        "policy.html",
        status_code=422 if errors else 200,
        view=view,
        review=review,
        desk_terms=desk.terms,
        policy=policy,
        revision=policy.shown,
        actions=actions_for(policy, principal),
        now=desk.clock.now(),
        term=countdown(policy, today),
        related=related,
        grants=grants,
        opinions=opinions,
        to_withdraw=to_withdraw(policy, related),
        ready=policy.open is not None and not policy.open.unmet_in_content(today),
        unmet=policy.open.unmet(today) if policy.open else (),
        values=dict.fromkeys((*_FIELDS, *_REVIEW_FIELDS), "") | (values or {}),
        errors=errors or {},
    )


def _withdrawal(policy_id: UUID, values: Values) -> WithdrawPolicy:
    if values["kind"] not in set(WithdrawalKind):
        raise Invalid("请选择撤回的类型。", "/kind")
    if len(values["reason"]) > 2000:
        raise Invalid("原因最多 2000 个字符。", "/reason")
    number, title = values["successor_number"], values["successor_title"]
    successor = None
    if number:
        known = _policy_id(values["successor_id"])
        successor = PolicyReference(document_number=number, title=title, policy_id=known)
    return WithdrawPolicy(policy_id, WithdrawalKind(values["kind"]), values["reason"], successor)


def _policy_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid("取代它的文件的编号有误，请重新填写。", "/successor") from error
