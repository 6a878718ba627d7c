"""Begin a policy: by a few words, or from a document."""

from uuid import uuid4

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from publisher.domain.disclosure import DisclosureDecision
from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid, UnreadableDocument
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.forms.fields import Fields
from publisher.entrypoints.page_acts import address
from publisher.handlers.create_policy import CreatePolicy, create_policy
from publisher.handlers.import_document import (
    Proposal,
    import_document,
    read_document,
    read_pasted,
)
from publisher.handlers.ports import Answer
from shared.events import PolicyKind
from shared.identity import Principal
from shared.web import Templates, see_other


def mount_new(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/new` and `/publish/import`."""

    def page(request: Request, values: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
        values = {"kind": "benefit", "title": "", "text": "", "once": uuid4().hex, **values}
        return templates.render(request, "new.html", status_code=status, values=values, errors=errors)

    @router.get("/new")
    async def new(request: Request, _: Editor) -> Response:
        return page(request, {}, {})

    @router.post("/new")
    async def create(request: Request, principal: Editor) -> Response:
        fields = Fields(await request.form())
        values = {name: fields.text(name) for name in ("kind", "title", "once")}
        if not values["title"]:
            return page(request, values, {"title": "请填写标题，之后还可以修改。"}, 422)
        if len(values["title"]) > 300:
            return page(request, values, {"title": "标题最多 300 个字符。"}, 422)
        return await _create(desk, principal, values)

    @router.post("/import")
    async def imported(request: Request, principal: Editor) -> Response:
        form = await request.form()
        upload, text = form.get("file"), Fields(form).text("text")
        uploaded = upload if isinstance(upload, UploadFile) and upload.filename else None
        if uploaded is None and not text:
            return page(request, {}, {"file": "请选择一份 .txt、.docx 或 .pdf 文件，或者粘贴正文。"}, 422)
        try:
            proposal = await _read(desk, principal, uploaded, text)
            async with desk.units() as unit:
                policy = await import_document(unit, desk.clock, principal, proposal.content)
        except (UnreadableDocument, Invalid) as refusal:
            return page(request, {"text": text}, {"file" if uploaded else "text": str(refusal)}, 422)
        return see_other(address(policy.id, "/edit"), "已从文件读出下列内容，请逐项核对后保存。", "info")


async def _read(desk: Desk, principal: Principal, upload: UploadFile | None, text: str) -> Proposal:
    """What the file says, or, without one, the pasted text."""
    if upload is None:
        return await read_pasted(principal, text)
    return await read_document(desk.reader, principal, upload.filename or "", await upload.read())


async def _create(desk: Desk, principal: Principal, values: dict[str, str]) -> Response:
    """Create the draft once, however often the form is sent."""
    kind = PolicyKind.BENEFIT if values["kind"] == "benefit" else PolicyKind.DOCUMENT
    key = f"form {values['once'][:64]}"
    async with desk.units() as unit:
        kept = await unit.keys.claim(principal.subject, key, "new policy")
        if kept is None:
            content = DraftContent(kind=kind, title=values["title"])
            policy = await create_policy(
                unit, desk.clock, principal, CreatePolicy(content, DisclosureDecision())
            )
            kept = Answer(303, {"at": address(policy.id, "/edit")})
            await unit.keys.keep(principal.subject, key, kept)
    return see_other(str(kept.body["at"]), "草稿已建立，请继续填写。")
