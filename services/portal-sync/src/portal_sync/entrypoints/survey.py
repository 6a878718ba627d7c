"""What could I file for (能申报什么): one question at a time over all that is open, without an account.

What was answered travels in the form itself, never in an address and never into a table.
"""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from portal_sync.entrypoints.eligibility import Answers
from portal_sync.entrypoints.pages import page
from portal_sync.handlers.ports import Outside
from portal_sync.handlers.survey_policies import SurveyQuestion, Surveys
from portal_sync.settings import Settings
from shared.criteria import FACTS

_SHOWN: Final = 20
_GROUPS: Final = ("file", "open", "excluded")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor wants to see: the next question, an answer to change, or what there is so far."""

    results: bool = False
    again: str = ""
    group: str | None = None
    offset: int = 0

    @classmethod
    def read(cls, form: FormData) -> "Wish":
        """Read which button was pressed; what is not ours is passed over."""
        again, more = form.get("again"), form.get("more")
        if isinstance(again, str) and again in FACTS:
            return cls(again=again)
        group, _, start = more.partition("-") if isinstance(more, str) else ("", "", "")
        if group in _GROUPS:
            offset = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 0
            return cls(results=True, group=group, offset=offset)
        return cls(results="show" in form)


def survey_router(surveys: Surveys, settings: Settings) -> APIRouter:
    """Return `/biz/check`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/biz/check")
    async def begin(request: Request) -> Response:
        return await _answer(request, Answers(), Wish())

    @router.post("/biz/check")
    async def go_on(request: Request) -> Response:
        form = await request.form()
        if "restart" in form:
            return await _answer(request, Answers(), Wish())
        # Who ends it without an answer to the last question leaves it open.
        unsaid = "show" in form and not str(form.get("value") or "").strip()
        answers = Answers.read(form, with_asked=not unsaid)
        return await _answer(request, answers, Wish.read(form))

    async def _answer(request: Request, answers: Answers, wish: Wish) -> Response:
        response = await _shown(request, settings, surveys, answers, wish)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return router


async def _shown(
    request: Request, settings: Settings, surveys: Surveys, answers: Answers, wish: Wish
) -> Response:
    shown: dict[str, Any] = {"answers": answers, "wish": wish, "survey": None, "away": "", "size": _SHOWN}
    try:
        found = await surveys.survey(_question(answers, wish))
        if not found.question and not wish.results:
            # Nothing is left to ask: these are the results.
            shown["wish"] = wish = Wish(results=True)
            found = await surveys.survey(_question(answers, wish))
        if found.errors:
            # What cannot be read is asked again before anything else.
            shown["wish"] = Wish()
        shown["survey"] = found
    except Outside as error:
        shown["away"] = str(error)
    wrong = shown["survey"] is not None and bool(shown["survey"].errors)
    status = 422 if wrong else 503 if shown["away"] else 200
    return page(request, "biz_survey.html", settings, status, FACTS=FACTS, **shown)


def _question(answers: Answers, wish: Wish) -> SurveyQuestion:
    limit = _SHOWN if wish.results else 0
    return SurveyQuestion(answers.said, answers.unknown, wish.again, wish.group, wish.offset, limit)
