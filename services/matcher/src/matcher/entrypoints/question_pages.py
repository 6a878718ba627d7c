"""One question at a time: the name where there is no profile yet, then missing facts and their uses."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from matcher.domain.cells import UnreadableCellError, read_fact
from matcher.domain.claims import NAME
from matcher.domain.credit_codes import is_doubtful
from matcher.domain.questions import Question, next_questions
from matcher.domain.refusals import RefusedError
from matcher.entrypoints import profile_form
from matcher.entrypoints.pages import Member, own_of
from matcher.entrypoints.parts import Parts, Wired
from matcher.handlers.answer_question import answer_question, begin_profile
from shared.criteria import FACTS
from shared.identity import Principal
from shared.web import Problem, see_other

router = APIRouter(include_in_schema=False)

_PAGE = "/my/questions"


@dataclass(frozen=True, slots=True)
class Asking:
    """Questions left, those skipped, and after a wrong answer the fact, what was typed, what is wrong."""

    questions: list[Question]
    skipped: tuple[str, ...]
    fact: str = ""
    typed: str = ""
    error: str = ""

    @property
    def question(self) -> Question | None:
        """The one asked now: none where the fact answered is not in question any more."""
        if self.fact:
            return next((one for one in self.questions if one.fact == self.fact), None)
        return self.questions[0] if self.questions else None


@router.get(_PAGE)
async def ask(parts: Wired, request: Request, principal: Member, skip: str = "") -> Response:
    """The best question that was not skipped; the name where nothing is known at all."""
    skipped, code = _skipped(skip), own_of(principal)
    questions = await _questions(parts, code, skipped)
    if questions is None:
        return _name_page(parts, request, code, "", {})
    return _page(parts, request, Asking(questions, skipped))


@router.post(_PAGE)
async def answer(parts: Wired, request: Request, principal: Member) -> Response:
    """Save the answer and go on to the next question, or ask again with what is wrong."""
    code, form = own_of(principal), await request.form()
    skipped = _skipped(profile_form.typed(form, "skip"))
    name, typed = profile_form.typed(form, "fact"), profile_form.typed(form, "value")
    if name == NAME:
        return await _begin(parts, request, principal, typed, bool(profile_form.typed(form, "confirm")))
    if name not in FACTS:
        raise Problem(422, "没有这项指标。")
    try:
        changed = await _save(parts, principal, name, typed)
    except (UnreadableCellError, RefusedError) as error:
        text = next(iter(error.errors.values())) if isinstance(error, RefusedError) else str(error)
        asking = Asking(await _questions(parts, code, skipped) or [], skipped, name, typed, text)
        return _page(parts, request, asking)
    words = f"已保存{FACTS[name].label}，匹配结果随后更新。" if changed else "内容没有变化。"
    return see_other(_PAGE + (f"?skip={','.join(skipped)}" if skipped else ""), words)


async def _begin(parts: Parts, request: Request, principal: Principal, name: str, confirm: bool) -> Response:
    code = own_of(principal)
    try:
        async with parts.database.transaction() as session:
            await begin_profile(
                session,
                code,
                name,
                principal.subject,
                confirm=confirm,
                enterprises=parts.enterprises,
                clock=parts.clock,
            )
    except RefusedError as refused:
        return _name_page(parts, request, code, name, refused.errors)
    return see_other(_PAGE, "已开始填写画像，接下来一次问一项。")


def _name_page(parts: Parts, request: Request, code: str, name: str, errors: Mapping[str, str]) -> Response:
    return parts.templates.render(
        request,
        "my/first_question.html",
        status_code=422 if errors else 200,
        credit_code=code,
        doubtful=is_doubtful(code),
        value=name,
        errors={"value" if key == NAME else key: text for key, text in errors.items()},
    )


async def _save(parts: Parts, principal: Principal, fact: str, typed: str) -> bool:
    value = read_fact(FACTS[fact], typed)
    if value is None:
        raise UnreadableCellError("请填写这一项；不清楚可以选“以后再说”。")
    async with parts.database.transaction() as session:
        return await answer_question(
            session,
            own_of(principal),
            fact,
            value,
            principal.subject,
            enterprises=parts.enterprises,
            clock=parts.clock,
        )


async def _questions(parts: Parts, code: str, skipped: tuple[str, ...]) -> list[Question] | None:
    """None where there is no profile."""
    async with parts.database.transaction() as session:
        chances = await parts.chances.find(session, code)
    return next_questions(chances.found.undetermined, skipped) if chances else None


def _skipped(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in text.split(",") if name in FACTS))


def _page(parts: Parts, request: Request, asking: Asking) -> Response:
    question = asking.question
    fact = asking.fact or (question.fact if question else "")
    return parts.templates.render(
        request,
        "my/questions.html",
        status_code=422 if asking.error else 200,
        question=question,
        field=profile_form.field_of(fact) if fact else None,
        left=len(asking.questions),
        skip=",".join(asking.skipped),
        skip_next=",".join((*asking.skipped, fact)),
        errors={"value": asking.error} if asking.error else {},
        value=asking.typed,
    )
