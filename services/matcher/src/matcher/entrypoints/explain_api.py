"""Explanations for programs: why, what else would fit, and what to ask next."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from matcher.domain.opportunities import Opportunity
from matcher.domain.questions import next_questions
from matcher.domain.ways import Way
from matcher.entrypoints.enterprises_api import OwnerOrOperator, own_code
from matcher.entrypoints.parts import Parts, Wired
from matcher.entrypoints.reasons import reason_tree, verdict_sentence
from matcher.handlers.explain_match import explain_match
from matcher.handlers.find_chances import Chances
from shared.events import PolicyBrief, Verdict, Window
from shared.web import Problem

router = APIRouter(prefix="/enterprises/{credit_code}", tags=["explain"])

_MOST_PAST = 500


class StepOut(BaseModel):
    """One thing to do: answer, change, move, wait, review, or fixed where nobody can change it."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    text: str
    fact: str | None
    now: Any
    target: Any
    until: date | None


class WayOut(BaseModel):
    """The nearest way to become eligible."""

    possible: bool
    until: date | None
    steps: list[StepOut]


class Node(BaseModel):
    """A node of the tree: true, false or unknown, the value seen, whose word that is and since when."""

    model_config = ConfigDict(from_attributes=True)

    pointer: str
    kind: str
    truth: str
    words: str
    clause: str
    fact: str
    value: Any
    seen: str
    source: str
    since: date | None
    children: list["Node"]


class ExplanationOut(BaseModel):
    """Why an enterprise is eligible or not, as of a day; `nearest` is null where there is no way."""

    policy_id: UUID
    policy_revision: int
    credit_code: str
    profile_revision: int
    as_of: date
    verdict: Verdict
    sentence: str
    missing: list[str]
    manual_review: bool
    tree: Node
    nearest: WayOut | None


class OpportunityOut(BaseModel):
    """A live policy for this enterprise; `yuan` is the greatest sum that it names."""

    policy_id: UUID
    policy: PolicyBrief
    verdict: Verdict
    missing: list[str]
    manual_review: bool
    window: Window | None
    yuan: Decimal
    nearest: WayOut | None


class OpportunitiesOut(BaseModel):
    """Ranked by benefit (in bands), deadline and number of missing facts."""

    eligible: list[OpportunityOut]
    undetermined: list[OpportunityOut]
    nearly: list[OpportunityOut]


class QuestionOut(BaseModel):
    """A missing fact: the policies that its answer alone settles, and those that it helps to settle."""

    fact: str
    label: str
    settles: list[UUID]
    helps: list[UUID]
    yuan: Decimal


class Past(BaseModel):
    """What a source stated, changed or took back (null)."""

    model_config = ConfigDict(from_attributes=True)

    source: str
    facts: dict[str, Any]
    day: date
    recorded_at: datetime


@router.get("/policies/{policy_id}/explanation")
async def explanation(
    parts: Wired, credit_code: str, policy_id: UUID, principal: OwnerOrOperator
) -> ExplanationOut:
    """The tree with each node's value, and the nearest way to become eligible."""
    code = own_code(credit_code, principal)
    async with parts.database.transaction() as session:
        found = await explain_match(
            session,
            policy_id,
            code,
            parts.clock.today(),
            policies=parts.policies,
            enterprises=parts.enterprises,
        )
    if found is None:
        raise Problem(404, "没有这项惠企政策，或没有这家企业的画像。")
    return ExplanationOut(
        policy_id=policy_id,
        policy_revision=found.policy.revision,
        credit_code=code,
        profile_revision=found.enterprise.revision,
        as_of=found.as_of,
        verdict=found.judgement.verdict,
        sentence=verdict_sentence(found),
        missing=list(found.judgement.missing),
        manual_review=found.judgement.manual_review,
        tree=Node.model_validate(reason_tree(found)),
        nearest=_way(found.way),
    )


@router.get("/opportunities")
async def opportunities(parts: Wired, credit_code: str, principal: OwnerOrOperator) -> OpportunitiesOut:
    """What fits, what is undetermined, and what nearly fits with what is left to do."""
    found = (await _chances(parts, own_code(credit_code, principal))).found
    return OpportunitiesOut(
        eligible=_all(found.eligible), undetermined=_all(found.undetermined), nearly=_all(found.nearly)
    )


@router.get("/questions")
async def questions(
    parts: Wired, credit_code: str, principal: OwnerOrOperator
) -> dict[str, list[QuestionOut]]:
    """Missing facts, the one first whose answer settles the most."""
    chances = await _chances(parts, own_code(credit_code, principal))
    items = [
        QuestionOut(
            fact=question.fact,
            label=question.label,
            settles=[policy.policy_id for policy in question.settles],
            helps=[policy.policy_id for policy in question.helps],
            yuan=question.yuan,
        )
        for question in next_questions(chances.found.undetermined)
    ]
    return {"items": items}


@router.get("/history")
async def history(parts: Wired, credit_code: str, principal: OwnerOrOperator) -> dict[str, list[Past]]:
    """What was stated of the enterprise, newest first, at most 500 times."""
    async with parts.database.transaction() as session:
        found = await parts.enterprises.history(session, own_code(credit_code, principal), _MOST_PAST)
    return {"items": [Past.model_validate(one) for one in found]}


async def _chances(parts: Parts, code: str) -> Chances:
    async with parts.database.transaction() as session:
        found = await parts.chances.find(session, code)
    if found is None:
        raise Problem(404, "没有这家企业的画像。")
    return found


def _all(found: Iterable[Opportunity]) -> list[OpportunityOut]:
    return [
        OpportunityOut(
            policy_id=one.policy.policy_id,
            policy=one.policy.brief,
            verdict=one.judgement.verdict,
            missing=list(one.judgement.missing),
            manual_review=one.judgement.manual_review,
            window=one.window,
            yuan=one.yuan,
            nearest=_way(one.way),
        )
        for one in found
    ]


def _way(way: Way | None) -> WayOut | None:
    if way is None:
        return None
    steps = [StepOut.model_validate(step) for step in way.steps]
    return WayOut(possible=way.possible, until=way.until, steps=steps)
