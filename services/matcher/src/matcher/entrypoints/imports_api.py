"""Imports of profiles: hand in a file, watch it being worked off, and fetch the rows that were refused."""

import hashlib
from datetime import datetime
from itertools import chain
from typing import Annotated, Final, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import UploadFile as Uploaded
from starlette.responses import Response

from matcher.domain.cells import COLUMNS
from matcher.entrypoints.matches_api import Official
from matcher.entrypoints.parts import Parts, Wired
from matcher.handlers.import_jobs import ImportJob
from shared.criteria import FACTS
from shared.identity import Principal
from shared.sheets import CSV_MARK, CSV_TYPE, csv_line
from shared.web import FieldError, Problem

router = APIRouter(prefix="/imports", tags=["imports"])

_PIECE: Final = 1 << 20
_MOST_SHOWN: Final = 50
_MOST_REFUSED: Final = 100_000
_LABELS: Final = {
    code: label for label, code in COLUMNS.items() if label not in ("credit_code", "name", *FACTS)
}
Source = Annotated[Literal["registry", "department"], "whose word the table is"]


class ImportOut(BaseModel):
    """How far an import has come. state: waiting, running, done, refused (`message` says why)."""

    model_config = ConfigDict(from_attributes=True)

    job_id: UUID
    file_name: str
    size: int
    source: str
    strict: bool
    state: str
    rows: int
    changed: int
    refused: int
    message: str
    created_at: datetime
    finished_at: datetime | None


@router.post("", status_code=202)
async def start(
    parts: Wired,
    file: UploadFile,
    principal: Official,
    *,
    source: Source = "department",
    strict: bool = False,
    confirm: bool = False,
) -> ImportOut:
    """Hand in .xlsx, CSV or Parquet; it is worked off by and by. The same file again changes nothing.

    `strict` imports nothing where a row is wrong. Columns of the table are what its source now states;
    of columns that are not in it nothing changes.
    """
    job = await take(parts, file, principal, source=source, strict=strict, confirm=confirm)
    return ImportOut.model_validate(job)


@router.get("")
async def recent(parts: Wired, principal: Official) -> dict[str, list[ImportOut]]:
    """The newest fifty: of one's own department, of all for an operator."""
    async with parts.database.transaction() as session:
        jobs = await parts.imports.recent(session, whose(principal), _MOST_SHOWN)
    return {"items": [ImportOut.model_validate(job) for job in jobs]}


@router.get("/{job_id}")
async def show(parts: Wired, job_id: UUID, principal: Official) -> ImportOut:
    """How far it has come."""
    return ImportOut.model_validate(await job_of(parts, job_id, principal))


@router.get("/{job_id}/refused.csv")
async def refused(parts: Wired, job_id: UUID, principal: Official) -> Response:
    """The first 100,000 refused cells: row, column, and a sentence each. CSV as Excel opens it."""
    await job_of(parts, job_id, principal)
    async with parts.database.transaction() as session:
        errors = await parts.imports.refusals(session, job_id, _MOST_REFUSED)
    lines = ((error.row, _LABELS.get(error.column, error.column), error.message) for error in errors)
    content = CSV_MARK + b"".join(map(csv_line, chain([("行号", "列", "原因")], lines)))
    headers = {"Content-Disposition": f'attachment; filename="refused-{job_id}.csv"'}
    return Response(content, media_type=CSV_TYPE, headers=headers)


async def take(
    parts: Parts, file: Uploaded, principal: Principal, *, source: str, strict: bool, confirm: bool
) -> ImportJob:
    """Keep a file that was sent, to be worked off."""
    if source == "registry" and not principal.is_operator:
        raise Problem(403, "只有运维人员能以登记机关的名义导入。")
    pieces, digest, size = [], hashlib.sha256(), 0
    while piece := await file.read(_PIECE):
        size += len(piece)
        if size > parts.settings.import_max_bytes:
            raise Problem(413, f"文件不能超过 {parts.settings.import_max_bytes // 1024 // 1024} MB。")
        digest.update(piece)
        pieces.append(piece)
    if not size:
        text = "文件是空的，请选择要导入的表格。"
        raise Problem(422, text, errors=[FieldError(text, pointer="#/file")])
    job = ImportJob(
        job_id=uuid4(),
        file_name=(file.filename or "表格")[-200:].replace("\x00", ""),
        size=size,
        digest=digest.hexdigest(),
        source=source,
        strict=strict,
        confirm=confirm,
        department=principal.department or "",
        created_by=principal.subject,
        created_at=parts.clock.now(),
    )
    async with parts.database.transaction() as session:
        await parts.imports.add(session, job, pieces)
    return job


async def job_of(parts: Parts, job_id: UUID, principal: Principal) -> ImportJob:
    """A job that one may see; 404 for any other."""
    async with parts.database.transaction() as session:
        job = await parts.imports.get(session, job_id, whose(principal))
    if job is None:
        raise Problem(404, "没有这次导入，或它不属于您的部门。")
    return job


def whose(principal: Principal) -> str | None:
    """The department whose imports one may see; None for all."""
    return None if principal.is_operator else principal.department or ""
