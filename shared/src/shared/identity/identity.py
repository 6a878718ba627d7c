"""Everything about identity that one service holds, made once from its settings."""

import secrets
from dataclasses import dataclass
from typing import Any

import httpx

from shared.clock import Clock, SystemClock
from shared.identity.errors import BadToken
from shared.identity.issuer import IssuerClient
from shared.identity.principal import Principal
from shared.identity.sessions import Sessions
from shared.identity.tokens import TokenVerifier
from shared.settings import UNSET_SECRET, ServiceSettings
from shared.telemetry import get_logger

_SHORTEST_SECRET = 32


@dataclass(slots=True)
class Identity:
    """What verifies people and programs, and signs people in."""

    issuer: IssuerClient
    tokens: TokenVerifier
    sessions: Sessions
    public_url: str
    audience: str
    client_id: str
    client_secret: str

    async def principal_of(self, token: str) -> Principal:
        """Return who a bearer token stands for. Raises BadToken or IssuerUnavailable."""
        return read_principal(await self.tokens.verify(token, audience=self.audience))

    async def ready(self) -> bool:
        """Tell whether sign-ins and tokens can be verified now."""
        return await self.issuer.ready()


def read_principal(claims: dict[str, Any]) -> Principal:
    """Read verified claims; claims of a wrong shape are a bad token."""

    try:
        return Principal.from_claims(claims)
    except ValueError as problem:
        raise BadToken(str(problem)) from problem


def make_identity(
    settings: ServiceSettings,
    *,
    clock: Clock | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Identity:
    """Compose identity from settings. `transport` reaches the issuer in tests without a network."""
    clock = clock or SystemClock()
    issuer = IssuerClient(settings.issuer_url, internal_url=settings.issuer_internal_url, transport=transport)
    public_url = settings.public_url.rstrip("/")
    return Identity(
        issuer=issuer,
        tokens=TokenVerifier(issuer, clock),
        sessions=Sessions(_session_secret(settings), secure=public_url.startswith("https://"), clock=clock),
        public_url=public_url,
        audience=settings.audience,
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value(),
    )


def _session_secret(settings: ServiceSettings) -> str:
    secret = settings.session_secret.get_secret_value()
    if secret == UNSET_SECRET:
        get_logger().warning("HUIQI_SESSION_SECRET is not set: a sign-in holds for this process only")
        return secrets.token_urlsafe(_SHORTEST_SECRET)
    if len(secret) < _SHORTEST_SECRET:
        raise ValueError(f"HUIQI_SESSION_SECRET must have at least {_SHORTEST_SECRET} characters.")
    return secret
