"""The limits of endpoints and providers, and what an outcome says about them."""

from datetime import datetime
from typing import Final

from notifier.domain.pacing import Gate, Limits
from notifier.domain.read import Endpoint
from notifier.domain.retry import LONGEST_RETRY_AFTER, Dropped, NotNow, Outcome, Refused, Sent
from shared.events import EndpointKind

# Group robots take twenty messages a minute (WeCom, DingTalk); more are answered with a ban of ten minutes.
ENDPOINT_LIMITS: Final = {
    EndpointKind.WEBHOOK.value: Limits(),
    EndpointKind.EMAIL.value: Limits(at_once=2, per_second=2, burst=20),
    EndpointKind.SMS.value: Limits(at_once=1, per_second=0.2, burst=5),
    EndpointKind.ROBOT.value: Limits(at_once=1, per_second=0.3, burst=10),
}
PROVIDER_LIMITS: Final = {
    EndpointKind.EMAIL.value: Limits(at_once=20, per_second=200, burst=200),
    EndpointKind.SMS.value: Limits(at_once=10, per_second=50, burst=50),
    EndpointKind.ROBOT.value: Limits(at_once=8, per_second=50, burst=50),
}


def new_gate() -> Gate:
    """Return a gate with the limits of this system, for one process."""
    return Gate(ENDPOINT_LIMITS, PROVIDER_LIMITS)


def leave(gate: Gate, endpoint: Endpoint, outcome: Outcome | Dropped | None, now: datetime) -> None:
    """Tell the gate what an attempt ended in; None where it was broken off."""
    failed, provider_failed = _says(outcome)
    asked = outcome.retry_after if isinstance(outcome, NotNow) else None
    pause = min(asked, LONGEST_RETRY_AFTER).total_seconds() if asked else 0.0
    gate.leave(
        endpoint.id,
        endpoint.kind.value,
        now.timestamp(),
        failed=failed,
        provider_failed=provider_failed,
        pause=pause,
    )


def _says(outcome: Outcome | Dropped | None) -> tuple[bool | None, bool | None]:
    """Return whether the endpoint failed and whether the provider did; None where nothing can be said."""
    match outcome:
        case Sent():
            return False, False
        case Refused():
            return None, False
        case NotNow(provider=True):
            return None, True
        case NotNow():
            return True, False
        case _:
            return None, None
