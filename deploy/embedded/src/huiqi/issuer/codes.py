"""Authorization codes: good for one use within a minute, kept in memory (the issuer is one process)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.clock import Clock
from shared.identity import Principal
from shared.telemetry import get_logger

_LIFETIME: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for."""

    principal: Principal
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    signed_in_at: int


class Codes:
    """Issues and redeems codes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # A code that was redeemed stays, with no grant, until it would have expired: a second try is noted.
        self._grants: dict[str, tuple[datetime, Grant | None]] = {}

    def issue(self, grant: Grant) -> str:
        """Return a new code for a grant."""
        now = self._clock.now()
        self._grants = {code: kept for code, kept in self._grants.items() if kept[0] > now}
        code = secrets.token_urlsafe(32)
        self._grants[code] = (now + _LIFETIME, grant)
        return code

    def redeem(self, code: str) -> Grant | None:
        """Return the grant of a code, once, within its time."""
        expiry, grant = self._grants.get(code, (None, None))
        if expiry is None:
            return None
        self._grants[code] = (expiry, None)
        if grant is None:
            get_logger().warning("an authorization code was presented twice")
        return grant if self._clock.now() < expiry else None
