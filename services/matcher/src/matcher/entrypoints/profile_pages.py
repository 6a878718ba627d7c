"""The page on which an enterprise edits its profile."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from matcher.domain.credit_codes import is_doubtful
from matcher.domain.refusals import RefusedError
from matcher.entrypoints import profile_form
from matcher.entrypoints.pages import Member, own_of
from matcher.entrypoints.parts import Parts, Wired
from matcher.handlers.save_profiles import Speaker, save_profiles
from shared.criteria import FACTS
from shared.web import see_other

router = APIRouter(include_in_schema=False)


@router.get("/my/profile/edit")
async def edit(parts: Wired, request: Request, principal: Member) -> Response:
    """The form with what is known."""
    code = own_of(principal)
    async with parts.database.transaction() as session:
        enterprise = await parts.enterprises.get(session, code)
    return _form_page(parts, request, code, profile_form.values_of(enterprise), {})


@router.post("/my/profile/edit")
async def save(parts: Wired, request: Request, principal: Member) -> Response:
    """Save it, or show it again with what is wrong."""
    code = own_of(principal)
    form = await request.form()
    try:
        draft = profile_form.read_form(form, code)
        async with parts.database.transaction() as session:
            speaker = Speaker("self", principal.subject)
            changed = await save_profiles(
                session, [draft], speaker, enterprises=parts.enterprises, clock=parts.clock
            )
    except RefusedError as refused:
        values = {name: profile_form.typed(form, name) for name in ("name", "confirm", *FACTS)}
        errors = {name.removeprefix("facts/"): text for name, text in refused.errors.items()}
        return _form_page(parts, request, code, values, errors)
    return see_other("/my/profile", "已保存，匹配结果随后更新。" if changed else "内容没有变化。")


def _form_page(
    parts: Parts, request: Request, code: str, values: Mapping[str, Any], errors: Mapping[str, str]
) -> Response:
    return parts.templates.render(
        request,
        "my/profile_edit.html",
        status_code=422 if errors else 200,
        credit_code=code,
        doubtful=is_doubtful(code),
        sections=profile_form.sections(),
        values=values,
        errors=errors,
    )
