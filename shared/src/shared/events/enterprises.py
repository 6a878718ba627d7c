"""Events about enterprise profiles."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from shared.events.base import Event


class EnterpriseProfiled(Event):
    """A profile in a new revision. `facts` are named and typed by the fact catalogue of `shared.criteria`."""

    event_type: ClassVar[str] = "enterprise.profiled.v1"
    topic: ClassVar[str] = "huiqi.enterprises"
    guard: ClassVar[str | None] = "enterprise"
    key_field: ClassVar[str] = "credit_code"

    credit_code: str
    revision: int = Field(ge=1)
    name: str
    facts: dict[str, Any]
    profiled_at: datetime


class EnterpriseRemoved(Event):
    """An enterprise left; its data are erased and this tombstone remains."""

    event_type: ClassVar[str] = "enterprise.removed.v1"
    topic: ClassVar[str] = "huiqi.enterprises"
    guard: ClassVar[str | None] = "enterprise"
    key_field: ClassVar[str] = "credit_code"

    credit_code: str
    revision: int = Field(ge=1)
    removed_at: datetime
