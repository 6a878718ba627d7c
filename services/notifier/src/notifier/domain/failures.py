"""What could not be delivered, as operators look at it: by who should have carried it, and why it failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self
from urllib.parse import urlencode
from uuid import UUID

# What can be chosen, in days; older ones stay on record and are found by the API.
SPANS: Final = {"1": "24 小时", "7": "7 天", "30": "30 天"}
FATES: Final = {"refused": "对方拒收", "gave_up": "多次重试后放弃"}
PROVIDERS: Final = {
    "email": "电子邮件",
    "sms": "短信",
    "webhook": "Webhook",
    "wecombot": "企业微信群机器人",
    "dingtalk": "钉钉群机器人",
    "feishu": "飞书群机器人",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which failures are asked for; what is empty narrows nothing. `days` is how far back."""

    days: str = "7"
    provider: str = ""
    fate: str = ""
    reason: str = ""

    @classmethod
    def read(cls, given: dict[str, str]) -> Self:
        """Read what a form or an address gives; what is not among the choices is as if it were not there."""
        return cls(
            days=given["days"] if given.get("days") in SPANS else "7",
            provider=given["provider"] if given.get("provider") in PROVIDERS else "",
            fate=given["fate"] if given.get("fate") in FATES else "",
            reason=given.get("reason", "").strip()[:100],
        )

    def since(self, now: datetime) -> datetime:
        """Return the moment from which on it is looked at."""
        return now - timedelta(days=int(self.days))

    def query(self, **other: str) -> str:
        """Return it as the query of an address, with some of it changed."""
        chosen = {"days": self.days, "provider": self.provider, "fate": self.fate, "reason": self.reason}
        return urlencode({name: value for name, value in (chosen | other).items() if value})


@dataclass(frozen=True, slots=True)
class Group:
    """Failures for one reason at one provider; `live` of them go to an endpoint that still is there."""

    provider: str
    reason: str
    gave_up: int
    count: int
    live: int
    latest: datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """A delivery that failed. A member's own address is masked."""

    id: UUID
    credit_code: str
    enterprise: str
    provider: str
    address: str
    message_kind: str
    title: str
    policy_id: UUID
    attempts: int
    reason: str
    finished_at: datetime
    trace_id: str
    live: bool


@dataclass(frozen=True, slots=True)
class EndedEndpoint:
    """An endpoint to which nothing goes any more, and why; where `suppressed`, nor to its address at all."""

    credit_code: str
    provider: str
    address: str
    reason: str
    ended_at: datetime
    suppressed: bool
