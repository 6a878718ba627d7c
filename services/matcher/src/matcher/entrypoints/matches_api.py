"""Matches: an enterprise's own with their reasons, and a policy's counts for its department."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from matcher.entrypoints.enterprises_api import OwnerOrOperator, own_code
from matcher.entrypoints.parts import Wired
from matcher.handlers.ports import MatchView
from shared.events import PolicyBrief, Verdict
from shared.identity import Principal, Role, require
from shared.identity.principal import DEPARTMENT_ROLES
from shared.web import Problem

router = APIRouter(tags=["matches"])

Official = Annotated[Principal, Depends(require(*sorted(DEPARTMENT_ROLES), Role.OPERATOR))]


class Match(BaseModel):
    """A match with its proof: every criterion's result, the value seen, the clause."""

    policy_id: UUID
    policy: PolicyBrief
    withdrawn: bool
    verdict: Verdict
    missing: list[str]
    manual_review: bool
    revision: int
    policy_revision: int
    profile_revision: int
    changed_at: datetime
    proof: dict[str, Any]


class Matches(BaseModel):
    """All matches of one enterprise."""

    items: list[Match]
    next: str | None = None


class Counts(BaseModel):
    """How many enterprises have which verdict under a policy; `no_longer` had another before."""

    policy_id: UUID
    revision: int
    withdrawn: bool
    eligible: int
    undetermined: int
    no_longer: int


@router.get("/enterprises/{credit_code}/matches")
async def of_enterprise(parts: Wired, credit_code: str, principal: OwnerOrOperator) -> Matches:
    """Matches of one's own enterprise, newest first; an operator may ask for any."""
    code = own_code(credit_code, principal)
    own = None if principal.is_operator else principal.credit_code
    async with parts.database.transaction() as session:
        views = await parts.views.matches_of(session, code, own)
    return Matches(items=[_match(view) for view in views])


@router.get("/policies/{policy_id}/matches")
async def of_policy(parts: Wired, policy_id: UUID, principal: Official) -> Counts:
    """Counts for the policy's own departments and for operators."""
    department = None if principal.is_operator else principal.department
    async with parts.database.transaction() as session:
        counts = await parts.views.counts_of(session, policy_id, department)
    if counts is None:
        raise Problem(404, "没有这份政策，或它不属于您的部门。")
    return Counts(
        policy_id=policy_id,
        revision=counts.policy.revision,
        withdrawn=counts.policy.withdrawn,
        eligible=counts.eligible,
        undetermined=counts.undetermined,
        no_longer=counts.no_longer,
    )


def _match(view: MatchView) -> Match:
    return Match(
        policy_id=view.policy.policy_id,
        policy=view.policy.brief,
        withdrawn=view.policy.withdrawn,
        verdict=Verdict(view.verdict),
        missing=view.proof.get("missing", []),
        manual_review=view.proof.get("manual_review", False),
        revision=view.revision,
        policy_revision=view.policy_revision,
        profile_revision=view.profile_revision,
        changed_at=view.changed_at,
        proof=view.proof,
    )
