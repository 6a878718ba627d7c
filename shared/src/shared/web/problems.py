"""Every error as RFC 9457 problem details, or as a page for who asked for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from shared.db import is_outage, is_unfit
from shared.identity.errors import BadToken, IdentityError, IssuerUnavailable, NotSignedIn
from shared.telemetry import get_logger
from shared.web.kept_forms import kept_form
from shared.web.sentences import FieldError, field_errors
from shared.web.templates import Templates

MEDIA_TYPE: Final = "application/problem+json"

_TITLES: Final = {
    400: ("请求有误", "请求的格式不正确。"),
    401: ("需要登录", "请先登录。"),
    403: ("没有权限", "您不能进行这项操作。"),
    404: ("没有找到", "这个地址没有内容。可能输入有误，或文件尚未发布。"),
    405: ("不支持的操作", "这个地址不支持该请求方法。"),
    406: ("没有这种格式", "这个地址不能以所要求的格式回答。"),
    409: ("与当前状态冲突", "内容已被他人修改，或当前状态不允许这项操作。"),
    413: ("内容过大", "提交的内容超过大小上限。"),
    415: ("不支持的内容类型", "请按接口说明的内容类型提交。"),
    422: ("内容有误", "提交的内容有误，请按提示修改。"),
    429: ("操作过于频繁", "请稍后再试。"),
    500: ("系统出错", "系统内部出错，已记录。请稍后再试。"),
    503: ("服务暂时不可用", "请稍后再试。"),
}

# How OpenAPI documents describe what is not the answer that one hoped for.
DESCRIPTION: Final[dict[str, Any]] = {
    "description": "Problem details (RFC 9457)",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    **{
                        name: {"type": "string"}
                        for name in ("type", "title", "detail", "instance", "request_id")
                    },
                    "status": {"type": "integer"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["detail"],
                            "properties": {
                                name: {"type": "string"} for name in ("detail", "pointer", "parameter")
                            },
                        },
                    },
                },
            }
        }
    },
}


@dataclass
class Problem(Exception):  # noqa: N818 (RFC 9457 calls it a problem)
    """An error with a sentence for people. Raise it from a route: `raise Problem(409, "文件已发布。")`.

    `errors` say what is wrong where: `FieldError("不能为空。", pointer="#/title")`.
    """

    status: int
    detail: str = ""
    title: str = ""
    errors: Sequence[FieldError] = ()
    type: str = "about:blank"
    headers: Mapping[str, str] = field(default_factory=dict)
    # Members of the document beyond those of the RFC; JSON.
    more: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        title, detail = _TITLES.get(self.status, ("请求未完成", "请求没有完成。"))
        self.title = self.title or title
        self.detail = self.detail or detail


class Problems:
    """Answers exceptions; `templates` draw the page for a browser."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    async def answer(self, request: Request, exception: Exception) -> Response:
        """Turn any exception into an answer. One that nobody foresaw is logged and says nothing of itself."""
        if isinstance(exception, NotSignedIn) and wants_page(request) and request.method in {"GET", "HEAD"}:
            return RedirectResponse(f"/auth/login?next={quote(_here(request), safe='')}", status_code=303)
        if wants_page(request) and (kept := await kept_form(request, exception)):
            headers = {"Cache-Control": "private, no-store"}
            return self._templates.render(
                request, "kept_form.html", status_code=kept.status, headers=headers, kept=kept
            )
        problem = as_problem(exception)
        if problem.status >= 500 or is_unfit(exception):
            self._log(request, exception)
        if wants_page(request):
            return self._page(request, problem)
        return JSONResponse(
            _document(request, problem), problem.status, headers=dict(problem.headers), media_type=MEDIA_TYPE
        )

    def _page(self, request: Request, problem: Problem) -> Response:
        return self._templates.render(
            request,
            "error.html",
            status_code=problem.status,
            headers=problem.headers,
            problem={
                "status": problem.status,
                "title": problem.title,
                "detail": problem.detail,
                "errors": problem.errors,
                "request_id": _request_id(request),
            },
        )

    def _log(self, request: Request, exception: Exception) -> None:
        reason = getattr(exception, "reason", None)
        foreseen = (
            isinstance(exception, Problem | IdentityError | HTTPException)
            or as_problem(exception).status == 503
        )
        get_logger().error(
            "request failed",
            path=request.url.path,
            method=request.method,
            reason=reason or str(exception),
            exc_info=None if foreseen else exception,
        )


def as_problem(exception: Exception) -> Problem:
    """Say what an exception means to the caller."""
    if isinstance(exception, Problem):
        return exception
    if isinstance(exception, RequestValidationError):
        return Problem(422, errors=field_errors(exception.errors()))
    if isinstance(exception, IdentityError):
        return Problem(exception.status, str(exception), exception.title, headers=_challenge(exception))
    if isinstance(exception, HTTPException):
        foreign = exception.detail if not str(exception.detail).isascii() else ""
        return Problem(exception.status_code, foreign, headers=exception.headers or {})
    return _of_database(exception) or Problem(500)


def _of_database(exception: Exception) -> Problem | None:
    if _is_database_away(exception):
        return Problem(503, "数据库暂时无法访问，请稍后再试。", headers={"Retry-After": "2"})
    if is_unfit(exception):
        # What a route should have checked, and did not: logged as its fault, told as what it is.
        return Problem(422, "有的内容无法保存：数字过大，或含有无法识别的字符。")
    return None


def _is_database_away(exception: Exception) -> bool:
    """An error of the operating system is an outage only where it is a connection's."""
    if isinstance(exception, OSError):
        return isinstance(exception, ConnectionError | TimeoutError)
    return is_outage(exception)


def wants_page(request: Request) -> bool:
    """Tell whether a person's browser asks: programs' addresses and programs get problem details."""
    if request.url.path.startswith(("/api/", "/health/", "/metrics")):
        return False
    return "text/html" in request.headers.get("accept", "")


def _document(request: Request, problem: Problem) -> dict[str, Any]:
    document: dict[str, Any] = {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.url.path,
        "request_id": _request_id(request),
    }
    if problem.errors:
        document["errors"] = [error.document() for error in problem.errors]
    return {**problem.more, **document}


def _challenge(exception: IdentityError) -> dict[str, str]:
    """RFC 6750, section 3: say how to prove who one is."""
    if isinstance(exception, BadToken):
        return {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    if isinstance(exception, NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(exception, IssuerUnavailable):
        return {"Retry-After": "5"}
    return {}


def _request_id(request: Request) -> str:
    return getattr(request.state, "request_id", "")


def _here(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
