"""Routes that read a document or pasted text: into a draft, or into a proposal that nothing keeps."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from pydantic import BaseModel, Field

from publisher.domain.drafts import DraftContent
from publisher.domain.errors import Invalid
from publisher.domain.extraction.report import as_json
from publisher.entrypoints.api_answers import policy_out
from publisher.entrypoints.api_drafts import located
from publisher.entrypoints.api_models import PolicyOut
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.idempotency import IdempotencyKey, answer_once
from publisher.handlers.import_document import Proposal, import_document, read_document, read_pasted
from publisher.handlers.ports import Unit
from shared.identity import Principal

Upload = Annotated[UploadFile | None, File(description=".txt、.docx 或 .pdf 文件")]
Pasted = Annotated[str, Form(description="不上传文件的，粘贴的正文")]


class ProposalOut(BaseModel):
    """What the rules read: as a draft's content, and in detail with the sentence behind each condition."""

    content: DraftContent = Field(description="可以作为新建政策时的 `content`")
    reading: dict[str, Any] = Field(
        description="与 `huiqi extract --json` 相同：章节、金额、建议的条件、依据的句子和疑问"
    )


def mount_documents(router: APIRouter, desk: Desk) -> None:
    """Import a document, or look at what it would become."""

    @router.post("/policies/import", status_code=201, response_model=PolicyOut)
    async def imported(
        principal: Editor,
        request: Request,
        file: Upload = None,
        text: Pasted = "",
        key: IdempotencyKey = None,
    ) -> Response:
        """上传文件或粘贴正文，读出发文字号、机关、日期、标题和正文，成为草稿，由人核对。"""
        data = await file.read() if file else b""
        read = await _read(desk, principal, file, data, text)

        async def act(unit: Unit) -> tuple[int, PolicyOut]:
            policy = await import_document(unit, desk.clock, principal, read.content)
            return 201, policy_out(policy, principal, desk.clock)

        said = f"{file.filename if file else ''}\n{text}\n".encode("utf-8", "replace") + data
        return located(await answer_once(desk, principal, request, key, act, said=said))

    @router.post("/documents/proposal")
    async def proposal(principal: Editor, file: Upload = None, text: Pasted = "") -> ProposalOut:
        """读出文件或正文里的内容和建议的条件，不建立草稿，也不保存。"""
        read = await _read(desk, principal, file, await file.read() if file else b"", text)
        return ProposalOut(content=read.content, reading=as_json(read.found))


async def _read(
    desk: Desk, principal: Principal, file: UploadFile | None, data: bytes, text: str
) -> Proposal:
    """What the file says, or, without one, the pasted text."""
    if file is not None:
        return await read_document(desk.reader, principal, file.filename or "", data)
    if not text.strip():
        raise Invalid("请上传一份 .txt、.docx 或 .pdf 文件（file），或者给出正文（text）。", "/file")
    return await read_pasted(principal, text)
