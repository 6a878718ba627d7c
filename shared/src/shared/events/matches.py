"""Events about matches: which enterprises changed verdict under which policy revision, and why."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Contract, Event
from shared.events.policies import Department, ServiceItem, Window


class Verdict(StrEnum):
    """The three answers to "may this enterprise file?"."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"


class PolicyBrief(Contract):
    """What a message about a match needs to say of the policy, so that its reader asks nobody back."""

    title: str
    document_number: str
    issuer: Department
    theme: str
    amount_text: str = ""
    windows: tuple[Window, ...] = ()
    service_item: ServiceItem | None = None


class DecidingCriterion(Contract):
    """A criterion that decided: JSON pointer, words and clause, and the value seen (None where missing)."""

    pointer: str
    label: str
    clause: str = ""
    fact: str | None = None
    value_seen: Any = None


class MatchChange(Contract):
    """One enterprise's new verdict. `revision` counts from 1 for each (policy, enterprise)."""

    credit_code: str
    enterprise_name: str
    revision: int = Field(ge=1)
    profile_revision: int
    verdict: Verdict
    previous: Verdict | None = None
    reasons: tuple[DecidingCriterion, ...] = ()
    missing: tuple[str, ...] = ()
    manual_review: bool = False


class MatchesChanged(Event):
    """Up to 500 enterprises of one shard whose verdict under a policy changed.

    `policy_revision` is the revision they were judged by, or that of the withdrawal, in which case
    `withdrawn` is true and every change is to ineligible.
    """

    event_type: ClassVar[str] = "matches.changed.v1"
    topic: ClassVar[str] = "huiqi.matches"
    revision_field: ClassVar[str] = "policy_revision"

    policy_id: UUID
    policy_revision: int = Field(ge=1)
    shard: int = Field(ge=0)
    as_of: date
    policy: PolicyBrief
    changes: tuple[MatchChange, ...] = Field(min_length=1, max_length=500)
    withdrawn: bool = False

    @property
    def key(self) -> str:
        return f"{self.policy_id}/{self.shard}"
