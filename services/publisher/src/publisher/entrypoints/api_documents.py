"""The route that begins a policy from a document."""

from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from publisher.entrypoints.api_answers import policy_out
from publisher.entrypoints.api_models import PolicyOut
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.refusals import etag
from publisher.handlers.import_document import import_document, read_document


def mount_documents(router: APIRouter, desk: Desk) -> None:
    """Import a document."""

    @router.post("/policies/import", status_code=201)
    async def imported(
        principal: Editor,
        file: Annotated[UploadFile, File(description=".txt、.docx 或 .pdf 文件")],
        response: Response,
    ) -> PolicyOut:
        """上传文件，读出发文字号、机关、日期、标题和正文，成为草稿，由人核对。"""
        content = await read_document(desk.reader, principal, file.filename or "", await file.read())
        async with desk.units() as unit:
            policy = await import_document(unit, desk.clock, principal, content)
        response.headers["ETag"] = etag(policy.draft().version)
        response.headers["Location"] = f"/api/publisher/v1/policies/{policy.id}"
        return policy_out(policy, principal, desk.clock)
