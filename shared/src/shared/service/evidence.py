"""What a service can show for the invariants, for `huiqi audit`."""

from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession


class Check(BaseModel):
    """One check of an invariant (1 to 12): how many things were looked at, and each breach in a sentence."""

    invariant: int = Field(ge=1, le=12)
    name: str
    checked: int
    breaches: list[str] = []


class Evidence(BaseModel):
    """A service's own checks, and facts that the audit compares with other services' facts."""

    checks: list[Check] = []
    facts: dict[str, Any] = {}


EvidenceSource = Callable[[AsyncSession], Awaitable[Evidence]]
