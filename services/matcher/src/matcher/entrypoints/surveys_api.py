"""What could I file for? For visitors without an account; nothing of what they say is stored."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from matcher.domain.survey import Finding, Group, Survey
from matcher.domain.truth import name_of
from matcher.entrypoints.checks_api import BUSY, AnswersIn, QuestionField, read_answers
from matcher.entrypoints.parts import Wired
from matcher.entrypoints.profile_form import field_of
from shared.criteria import FACTS
from shared.events import Verdict
from shared.web.rate_limit import RateLimit

router = APIRouter(tags=["explain"])

# Thousands of policies take some ten milliseconds of a processor.
_LIMIT: Final = RateLimit(per_second=20, burst=100, sentence=BUSY)
_MOST_REASONS: Final = 6


class SurveyIn(AnswersIn):
    """`asked` is asked for next where it can be; of each group, or of one, `limit` policies are told."""

    asked: Annotated[str, Field(max_length=60)] = ""
    group: Group | None = None
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0
    limit: Annotated[int, Field(ge=0, le=50)] = 20


class ReasonOut(BaseModel):
    """A criterion that decided, or that is open still."""

    truth: Literal["true", "false", "unknown"]
    words: str
    clause: str


class FindingOut(BaseModel):
    """One policy: `missing` has the labels of what would settle it, `first` and `last` the open window."""

    policy_id: UUID
    title: str
    issuer: str
    amount_text: str
    first: date | None
    last: date | None
    filing_url: str
    verdict: Verdict
    missing: list[str]
    manual_review: bool
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """What a page says of it."""
        policy, judgement = finding.policy.rules.policy, finding.judged.outcome.judgement
        window, item = finding.policy.window, policy.brief.service_item
        return cls(
            policy_id=policy.policy_id,
            title=policy.brief.title,
            issuer=policy.brief.issuer.name,
            amount_text=policy.brief.amount_text,
            first=window.first if window else None,
            last=window.last if window else None,
            filing_url=str(item.url) if item else "",
            verdict=judgement.verdict,
            missing=[FACTS[fact].label for fact in judgement.missing],
            manual_review=judgement.manual_review,
            reasons=[
                ReasonOut(truth=name_of(truth), words=words, clause=clause)
                for truth, words, clause in finding.reasons(_MOST_REASONS)
            ],
        )


class GroupOut(BaseModel):
    """How many policies stand here, and some of them, best first."""

    total: int
    items: list[FindingOut]


class SurveyOut(BaseModel):
    """Everything that can be filed for today, by group; `helps` counts what the question is of use for."""

    groups: dict[Group, GroupOut]
    question: QuestionField | None
    helps: int
    left: int
    said: dict[str, str]
    errors: dict[str, str]


@router.post("/checks")
async def check_all(parts: Wired, body: SurveyIn) -> SurveyOut:
    """Judge all open policies by these answers alone; 429 where too many ask."""
    _LIMIT.take()
    facts, said, errors = read_answers(body.answers)
    async with parts.database.transaction() as session:
        policies = await parts.surveyor.policies(session)
    found = await parts.surveyor.judge(policies, facts, body.unknown)
    wrong = next((fact for fact in body.answers if fact in errors), "")
    again = body.asked if body.asked in FACTS else ""
    asked = wrong or again or next(iter(found.wanted), "")
    return SurveyOut(
        groups=_groups(found, body),
        question=QuestionField.model_validate(field_of(asked)) if asked else None,
        helps=sum(asked in one.judged.outcome.judgement.missing for one in found.groups[Group.OPEN]),
        left=len(found.wanted),
        said=said,
        errors=errors,
    )


def _groups(found: Survey, body: SurveyIn) -> Mapping[Group, GroupOut]:
    asked = [body.group] if body.group else list(Group)
    return {
        group: GroupOut(
            total=len(findings),
            items=[FindingOut.of(one) for one in found.some(group, body.offset, body.limit)]
            if group in asked
            else [],
        )
        for group, findings in found.groups.items()
    }
