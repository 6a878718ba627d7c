"""The draft's attachments: what there is, one more, one less; and the files themselves."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.datastructures import UploadFile

from publisher.domain.errors import Invalid, NotFound, Refusal
from publisher.domain.files import RefusedUpload
from publisher.domain.states import Action
from publisher.entrypoints.desk import Desk, Editor
from publisher.entrypoints.page_acts import address
from publisher.handlers.allowed import actions_for
from publisher.handlers.attach_file import attach_file, detach_file, read_file
from publisher.handlers.read_policies import read_policy
from shared.identity import Principal, current_principal
from shared.web import Templates, see_other

Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
Visitor = Annotated[Principal | None, Depends(current_principal)]


def mount_attachments(router: APIRouter, desk: Desk, templates: Templates) -> None:
    """`/publish/policies/{policy_id}/attachments`."""

    async def page(request: Request, principal: Principal, policy_id: UUID, error: str = "") -> Response:
        async with desk.units() as unit:
            policy = await read_policy(unit, principal, policy_id)
        if Action.EDIT not in actions_for(policy, principal):
            return see_other(address(policy_id), "这份文件现在不能编辑。", "warn")
        return templates.render(
            request,
            "attachments.html",
            status_code=422 if error else 200,
            policy=policy,
            attachments=policy.draft().content.attachments,
            errors={"file": error} if error else {},
        )

    @router.get("/policies/{policy_id}/attachments")
    async def attachments(request: Request, principal: Editor, policy_id: UUID) -> Response:
        return await page(request, principal, policy_id)

    @router.post("/policies/{policy_id}/attachments")
    async def attach(request: Request, principal: Editor, policy_id: UUID) -> Response:
        upload = (await request.form()).get("file")
        if not isinstance(upload, UploadFile) or not upload.filename:
            return await page(request, principal, policy_id, "请选择一个文件。")
        try:
            file = await desk.inspector.attachment(upload.filename, await upload.read())
            async with desk.units() as unit:
                await attach_file(unit, desk.clock, principal, policy_id, file)
        except (RefusedUpload, Invalid) as refusal:
            return await page(request, principal, policy_id, str(refusal))
        return see_other(address(policy_id, "/attachments"), f"已添加附件：{file.name}。")

    @router.post("/policies/{policy_id}/attachments/{sha256}/remove")
    async def remove(principal: Editor, policy_id: UUID, sha256: Digest) -> Response:
        try:
            async with desk.units() as unit:
                await detach_file(unit, desk.clock, principal, policy_id, sha256)
        except NotFound:
            raise
        except Refusal as refusal:
            return see_other(address(policy_id, "/attachments"), str(refusal), "bad")
        return see_other(address(policy_id, "/attachments"), "附件已移除。")


def mount_files(router: APIRouter, desk: Desk) -> None:
    """`/api/publisher/v1/files/{policy_id}/{sha256}`."""

    @router.get("/files/{policy_id}/{sha256}", response_class=Response)
    async def file(principal: Visitor, policy_id: UUID, sha256: Digest) -> Response:
        """附件或解读图片；现行版本的任何人可读，其余只有本部门可读。"""
        async with desk.units() as unit:
            found = await read_file(unit, principal, policy_id, sha256)
        shown = "inline" if found.media_type.startswith("image/") else "attachment"
        return Response(
            found.data,
            media_type=found.media_type,
            headers={
                "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(found.name)}",
                "Cache-Control": "private, max-age=3600",
                "X-Content-Type-Options": "nosniff",
            },
        )
