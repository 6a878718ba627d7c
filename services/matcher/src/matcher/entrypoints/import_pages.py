"""Pages on which departments import profiles and watch it."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from matcher.domain.claims import SOURCES
from matcher.entrypoints.imports_api import job_of, take, whose
from matcher.entrypoints.matches_api import Official
from matcher.entrypoints.parts import Parts, Wired
from matcher.entrypoints.profile_form import typed
from shared.identity import Principal
from shared.web import Problem, see_other

router = APIRouter(prefix="/publish/enterprises", include_in_schema=False)

_MOST_SHOWN = 20


@router.get("")
async def imports(parts: Wired, request: Request, principal: Official) -> Response:
    """Imports so far, and a form for the next."""
    return await _page(parts, request, principal, {})


@router.post("")
async def start(parts: Wired, request: Request, principal: Official) -> Response:
    """Keep a file and go to its progress, or say what is wrong with it."""
    form = await request.form()
    file, source = form.get("file"), typed(form, "source") or "department"
    if not isinstance(file, UploadFile) or source not in ("registry", "department"):
        return await _page(parts, request, principal, {"file": "请选择要导入的表格。"})
    strict, confirm = bool(typed(form, "strict")), bool(typed(form, "confirm"))
    try:
        job = await take(parts, file, principal, source=source, strict=strict, confirm=confirm)
    except Problem as problem:
        if problem.status == 403:
            raise
        return await _page(parts, request, principal, {"file": problem.detail or "这个文件不能导入。"})
    return see_other(f"/publish/enterprises/{job.job_id}", "文件已收到，正在导入。")


@router.get("/{job_id}")
async def progress(parts: Wired, request: Request, job_id: UUID, principal: Official) -> Response:
    """How far an import has come; looks again by itself while it runs."""
    job = await job_of(parts, job_id, principal)
    return parts.templates.render(
        request, "imports/progress.html", job=job, source_label=SOURCES.get(job.source, job.source)
    )


async def _page(parts: Parts, request: Request, principal: Principal, errors: dict[str, str]) -> Response:
    async with parts.database.transaction() as session:
        jobs = await parts.imports.recent(session, whose(principal), _MOST_SHOWN)
    return parts.templates.render(
        request,
        "imports/list.html",
        status_code=422 if errors else 200,
        jobs=jobs,
        errors=errors,
        is_operator=principal.is_operator,
        most_megabytes=parts.settings.import_max_bytes // 1024 // 1024,
        most_rows=parts.settings.import_job_max_rows,
    )
