"""Would I be eligible? For visitors without an account; nothing of what they say is stored."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from matcher.domain.cells import UnreadableCellError, read_fact
from matcher.entrypoints.explain_api import Node
from matcher.entrypoints.parts import Wired
from matcher.entrypoints.profile_form import field_of
from matcher.entrypoints.reasons import reason_tree, verdict_sentence
from matcher.handlers.check_answers import check_answers
from shared.criteria import FACTS, say_value
from shared.events import Verdict
from shared.web import Problem
from shared.web.rate_limit import RateLimit

router = APIRouter(prefix="/policies/{policy_id}", tags=["explain"])

BUSY: Final = "现在核对的人太多，请过几秒再试。"

# An answer costs under a millisecond; the limit is for who asks without end.
_LIMIT: Final = RateLimit(per_second=100, burst=300, sentence=BUSY)

Answer = Annotated[str, StringConstraints(max_length=200)]
Name = Annotated[str, StringConstraints(max_length=60)]


class AnswersIn(BaseModel):
    """Answers as people write them, by fact; `unknown` are those that the visitor does not know."""

    model_config = ConfigDict(extra="forbid")

    answers: Annotated[dict[Name, Answer], Field(max_length=64)] = {}
    unknown: Annotated[list[Name], Field(max_length=64)] = []


class QuestionField(BaseModel):
    """How to ask for a fact: select with options, date, number or text."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    label: str
    kind: str
    hint: str
    options: dict[str, str]


class CheckOut(BaseModel):
    """The verdict so far, its reason, and the next question; `errors` are of answers that cannot be read."""

    verdict: Verdict
    sentence: str
    manual_review: bool
    tree: Node
    question: QuestionField | None
    left: int
    said: dict[str, str]
    errors: dict[str, str]


@router.post("/check")
async def check(parts: Wired, policy_id: UUID, body: AnswersIn) -> CheckOut:
    """Judge by these answers alone; 404 where nobody files for the policy, 429 where too many ask."""
    _LIMIT.take()
    facts, said, errors = read_answers(body.answers)
    async with parts.database.transaction() as session:
        found = await check_answers(
            session, policy_id, facts, body.unknown, parts.clock.now(), policies=parts.policies
        )
    if found is None:
        raise Problem(404, "这项政策没有可以核对的申报条件。")
    judgement = found.explanation.judgement
    asked = next((fact for fact in body.answers if fact in errors), None) or next(iter(found.wanted), None)
    return CheckOut(
        verdict=judgement.verdict,
        sentence=verdict_sentence(found.explanation),
        manual_review=judgement.manual_review,
        tree=Node.model_validate(reason_tree(found.explanation)),
        question=QuestionField.model_validate(field_of(asked)) if asked else None,
        left=len(found.wanted),
        said={FACTS[fact].label: text for fact, text in said.items()},
        errors=errors,
    )


def read_answers(answers: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Facts, each as people write it, and a sentence for each answer that cannot be read."""
    facts, errors = {}, {}
    for name, text in answers.items():
        if name not in FACTS:
            continue
        try:
            value = read_fact(FACTS[name], text)
        except UnreadableCellError as error:
            errors[name] = str(error)
            continue
        if value is None:
            errors[name] = "请填写这一项；不清楚可以选“不清楚”。"
        else:
            facts[name] = value
    said = {name: say_value(FACTS[name], value) for name, value in facts.items()}
    return facts, said, errors
