"""The rules' refusals as problem details."""

from typing import Final

from fastapi import FastAPI, Request, Response

from publisher.domain.errors import (
    Conflict,
    GateClosed,
    IllegalTransition,
    Invalid,
    NotFound,
    NotPermitted,
    Refusal,
    StaleDraft,
    UnreadableDocument,
)
from publisher.domain.files import RefusedUpload
from shared.web import Templates
from shared.web.problems import Problem, Problems
from shared.web.sentences import FieldError


def problem_of(refusal: Refusal) -> Problem:
    """The status says whether to look elsewhere, ask somebody else, look again, or correct the input."""
    status = next((code for kind, code in _STATUS.items() if isinstance(refusal, kind)), 400)
    problem = Problem(status, str(refusal))
    if isinstance(refusal, StaleDraft):
        problem.headers = {"ETag": etag(refusal.current)}
        problem.more = {"version": refusal.current, "theirs": refusal.theirs, "yours": refusal.yours}
    elif isinstance(refusal, GateClosed):
        problem.title = "还不能继续"
        problem.errors = [FieldError(sentence) for sentence in refusal.unmet]
    elif isinstance(refusal, IllegalTransition):
        problem.title = "当前状态不允许这项操作"
    elif isinstance(refusal, Invalid):
        place = f"#{refusal.pointer}" if refusal.pointer else ""
        problem.errors = [FieldError(str(refusal), pointer=place)]
    return problem


_STATUS: Final = {
    NotFound: 404,
    NotPermitted: 403,
    Conflict: 409,
    Invalid: 422,
    UnreadableDocument: 422,
    RefusedUpload: 422,
}


def etag(version: int) -> str:
    """The entity tag of a draft's version."""
    return f'"{version}"'


def answer_refusals(app: FastAPI, templates: Templates) -> None:
    """Answer refusals that a route lets through: problem details, or a page for a browser."""
    problems = Problems(templates)

    async def answer(request: Request, error: Exception) -> Response:
        return await problems.answer(request, problem_of(error) if isinstance(error, Refusal) else error)

    app.add_exception_handler(Refusal, answer)
