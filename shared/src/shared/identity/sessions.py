"""Who is signed in, in a signed cookie that every service of the site reads.

Signed and not encrypted: it holds what the person knows of themselves. It lives for a working day and is not
renewed; signing out forgets it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from itsdangerous import BadData, URLSafeSerializer
from starlette.responses import Response

from shared.clock import Clock, SystemClock
from shared.identity.principal import Principal

LIFETIME: Final = timedelta(hours=8)
SIGN_IN_TIME: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in in one browser."""

    id: str
    principal: Principal


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a browser that went to the issuer must bring back."""

    state: str
    nonce: str
    verifier: str
    next: str


class Sessions:
    """Seals and opens the site's cookies with the secret that all services share."""

    def __init__(self, secret: str, *, secure: bool, clock: Clock | None = None) -> None:
        self._secret = secret
        self._secure = secure
        self._clock = clock or SystemClock()
        # __Host- ties the cookie to this host and to https; browsers refuse the prefix without https.
        self.cookie = "__Host-huiqi_session" if secure else "huiqi_session"

    def seal(self, session: Session, lifetime: timedelta = LIFETIME) -> str:
        """Return a cookie's value."""
        return self._sign("session", {"sid": session.id, **session.principal.to_claims()}, lifetime)

    def open(self, value: str | None) -> Session | None:
        """Return the session, or None where the value is missing, forged or too old."""
        content = self._verify("session", value)
        if content is None:
            return None
        try:
            return Session(str(content["sid"]), Principal.from_claims(content))
        except (KeyError, ValueError):
            return None

    def seal_sign_in(self, sign_in: SignIn) -> str:
        content = {
            "state": sign_in.state,
            "nonce": sign_in.nonce,
            "verifier": sign_in.verifier,
            "next": sign_in.next,
        }
        return self._sign("sign-in", content, SIGN_IN_TIME)

    def open_sign_in(self, value: str | None) -> SignIn | None:
        content = self._verify("sign-in", value)
        if content is None:
            return None
        content.pop("exp")
        return SignIn(**content)

    def csrf_token(self, session: Session) -> str:
        """Return the token that this session's forms carry."""
        return hmac.new(self._secret.encode(), f"csrf:{session.id}".encode(), hashlib.sha256).hexdigest()

    def set_cookie(
        self, response: Response, name: str, value: str, *, age: timedelta, path: str = "/"
    ) -> None:
        response.set_cookie(
            name,
            value,
            max_age=int(age.total_seconds()),
            path=path,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def delete_cookie(self, response: Response, name: str, path: str = "/") -> None:
        response.delete_cookie(name, path=path, httponly=True, samesite="lax", secure=self._secure)

    def start(self, response: Response, principal: Principal) -> None:
        """Sign somebody in, under a new session id: one that was planted before is worth nothing."""
        session = Session(secrets.token_urlsafe(16), principal)
        self.set_cookie(response, self.cookie, self.seal(session), age=LIFETIME)

    def end(self, response: Response) -> None:
        self.delete_cookie(response, self.cookie)

    def _sign(self, purpose: str, content: dict[str, Any], lifetime: timedelta) -> str:
        expiry = int((self._clock.now() + lifetime).timestamp())
        return str(self._serializer(purpose).dumps({**content, "exp": expiry}))

    def _verify(self, purpose: str, value: str | None) -> dict[str, Any] | None:
        if not value:
            return None
        try:
            content = self._serializer(purpose).loads(value)
        except BadData:
            return None
        fresh = isinstance(content, dict) and content.get("exp", 0) > self._clock.now().timestamp()
        return content if fresh else None

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        signer = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(self._secret, salt=f"huiqi-{purpose}", signer_kwargs=signer)
