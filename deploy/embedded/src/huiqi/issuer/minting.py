"""Makes the issuer's tokens."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from joserfc import jwt

from huiqi.issuer.keys import ALGORITHM, Keys
from shared.clock import Clock, SystemClock
from shared.identity import Principal

AUDIENCE: Final = "huiqi"
LIFETIME: Final = timedelta(hours=1)


class Mint:
    """Signs tokens with the data folder's current key."""

    def __init__(self, keys: Keys, issuer_url: str, clock: Clock | None = None) -> None:
        self.keys = keys
        self.issuer_url = issuer_url
        self.clock = clock or SystemClock()

    def access_token(
        self,
        principal: Principal,
        *,
        client_id: str,
        audience: str = AUDIENCE,
        lifetime: timedelta = LIFETIME,
    ) -> str:
        """Return a bearer token (RFC 9068)."""
        claims = {**principal.to_claims(), "client_id": client_id, "jti": secrets.token_urlsafe(12)}
        return self._sign(claims, audience, lifetime, kind="at+jwt")

    def id_token(self, principal: Principal, *, client_id: str, nonce: str, signed_in_at: int) -> str:
        """Return the identity token that ends a sign-in (OpenID Connect Core, section 2)."""
        claims: dict[str, Any] = {**principal.to_claims(), "auth_time": signed_in_at}
        if nonce:
            claims["nonce"] = nonce
        return self._sign(claims, client_id, LIFETIME, kind="JWT")

    def _sign(self, claims: dict[str, Any], audience: str, lifetime: timedelta, *, kind: str) -> str:
        now = self.clock.now()
        key = self.keys.current
        header = {"alg": ALGORITHM, "kid": str(key.kid), "typ": kind}
        times = {"iat": int(now.timestamp()), "exp": int((now + lifetime).timestamp())}
        return jwt.encode(header, {**claims, **times, "iss": self.issuer_url, "aud": audience}, key)


def mint_token(
    data_folder: Path,
    public_url: str,
    principal: Principal,
    *,
    audience: str = AUDIENCE,
    lifetime: timedelta = LIFETIME,
    clock: Clock | None = None,
) -> str:
    """Return a bearer token for anybody, signed with the folder's key: for the command and for tests.

    Who can read the folder owns the system; `public_url` is the site's, without /id.
    """
    mint = Mint(Keys(data_folder), issuer_url(public_url), clock)
    return mint.access_token(principal, client_id="huiqi-cli", audience=audience, lifetime=lifetime)


def issuer_url(public_url: str) -> str:
    """Return the issuer's identifier on a site."""
    return f"{public_url.rstrip('/')}/id"
