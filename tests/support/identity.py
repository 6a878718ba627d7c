"""A real issuer for tests of anything that asks who somebody is: no network, no shortcuts past verification.

issuer = local_issuer                       # a session fixture
app = build(Settings(**issuer.settings())).app
issuer.serves(app)                          # its keys are asked for over ASGI
await client.get(url, headers=issuer.bearer(Principal(...)))
await client.post(url, cookies=issuer.cookies(app, principal), headers=issuer.csrf(app, principal))
"""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI

from huiqi.issuer import create_issuer, mint_token, with_password
from shared.clock import Clock
from shared.identity import Identity, Principal, Role
from shared.identity.sessions import Session

PUBLIC_URL: Final = "http://localhost:8080"
SECRETS: Final = {"client_secret": "c" * 32, "cli_secret": "o" * 32}
PASSWORD: Final = "正确的密码"

EDITOR: Final = Principal("kw.editor", "编辑", frozenset({Role.DEPARTMENT_EDITOR}), department="KW")
MEMBER: Final = Principal(
    "zhilan", "经办人", frozenset({Role.ENTERPRISE_MEMBER}), credit_code="91310107MA1G00001X"
)
OPERATOR: Final = Principal("operator", "运维", frozenset({Role.OPERATOR}))


class LocalIssuer:
    """The embedded issuer over ASGI, with one account for each of EDITOR, MEMBER and OPERATOR."""

    def __init__(self, folder: Path, *, clock: Clock | None = None) -> None:
        self.folder = folder
        self.clock = clock
        self.app = create_issuer(
            folder, PUBLIC_URL, with_password(people(), PASSWORD), secrets=SECRETS, clock=clock
        )
        self.transport = httpx.ASGITransport(self.app)

    def settings(self) -> dict[str, Any]:
        """What a service's settings need to trust this issuer."""
        return {
            "public_url": PUBLIC_URL,
            "issuer_url": f"{PUBLIC_URL}/id",
            "client_secret": SECRETS["client_secret"],
            "session_secret": "s" * 32,
        }

    def serves(self, app: FastAPI) -> None:
        """Let an application reach this issuer."""
        identity: Identity = app.state.identity
        identity.issuer.transport = self.transport

    def token(self, principal: Principal, *, lifetime: timedelta = timedelta(hours=1)) -> str:
        return mint_token(self.folder, PUBLIC_URL, principal, lifetime=lifetime, clock=self.clock)

    def bearer(self, principal: Principal) -> dict[str, str]:
        """Headers of a program that is this principal."""
        return {"Authorization": f"Bearer {self.token(principal)}"}

    def cookies(self, app: FastAPI, principal: Principal) -> dict[str, str]:
        """Cookies of a browser in which this principal is signed in."""
        sessions = app.state.identity.sessions
        return {sessions.cookie: sessions.seal(Session(f"session of {principal.subject}", principal))}

    def csrf(self, app: FastAPI, principal: Principal) -> dict[str, str]:
        """The header that goes with `cookies` on a request that changes something."""
        session = Session(f"session of {principal.subject}", principal)
        return {"X-CSRF-Token": app.state.identity.sessions.csrf_token(session)}


@pytest.fixture(scope="session")
def local_issuer(tmp_path_factory: pytest.TempPathFactory) -> LocalIssuer:
    """One issuer for a session: making its key takes a moment."""
    return LocalIssuer(tmp_path_factory.mktemp("issuer"))


def people() -> list["Person"]:
    """EDITOR, MEMBER and OPERATOR as an issuer's accounts want them."""
    return [Person(principal) for principal in (EDITOR, MEMBER, OPERATOR)]


class Person:
    """A principal with a user name."""

    def __init__(self, principal: Principal) -> None:
        self.username = principal.subject
        self.name = principal.name
        self.roles = tuple(role.value for role in principal.roles)
        self.department = principal.department
        self.credit_code = principal.credit_code
