"""Which fact to ask an enterprise for (补充信息): in the inbox, at most weekly."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from notifier.domain.kinds import MessageKind
from notifier.domain.message import Message

AT_MOST_EVERY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """The fact that settles most policies of an enterprise: how many, one of them, and some titles."""

    credit_code: str
    enterprise_name: str
    policy_id: UUID
    fact: str
    settles: int
    titles: tuple[str, ...]

    def message(self, week: str) -> Message:
        """Return the question, as of a week ("2026-W12")."""
        return Message(
            credit_code=self.credit_code,
            policy_id=self.policy_id,
            policy_revision=0,
            kind=MessageKind.MISSING_FACT,
            occasion=f"{self.fact}/{week}",
            details={
                "enterprise_name": self.enterprise_name,
                "fact": self.fact,
                "policies": self.settles,
                "titles": list(self.titles),
            },
            pushed=False,
        )
