"""How a kind of message comes to an endpoint: at once, in a digest, or not at all."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final

from notifier.domain.kinds import MessageKind


class Mode(StrEnum):
    """What an enterprise chose for a kind and an endpoint."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class Hold(StrEnum):
    """What a delivery that is held waits for: more to go with it, or the time of a digest."""

    GATHER = "gather"
    DAILY = "daily"
    WEEKLY = "weekly"


MODES: Final = {
    Mode.AT_ONCE: "立即发送",
    Mode.DAILY: "每日汇总",
    Mode.WEEKLY: "每周汇总",
    Mode.OFF: "不发送",
}

# Several of them come in a short time: what an import or a revision brings becomes one mail.
GATHERED: Final = (
    MessageKind.NEW_MATCH,
    MessageKind.NO_LONGER_ELIGIBLE,
    MessageKind.POLICY_WITHDRAWN,
    MessageKind.DEADLINE_MOVED,
    MessageKind.POLICY_REVISED,
    MessageKind.FOLLOWED,
)
# What concerns an application that was filed is never muted with its policy, theme or department.
MUTABLE: Final = (
    *GATHERED,
    MessageKind.OPENING,
    MessageKind.DEADLINE,
)
# Stays in the inbox, whatever was chosen.
INBOX_ONLY: Final = (MessageKind.MISSING_FACT,)


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """An endpoint's language, quiet hours and digest time, in Asia/Shanghai; Monday is 1.

    Quiet hours may pass midnight; without either end there are none.
    """

    language: str = "zh"
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time = time(9)
    digest_weekday: int = 1
