"""JSON Web Tokens of the issuer: is this one genuine, ours, and still good? (RFC 7519, RFC 8725)"""

from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact
from joserfc.jwt import JWTClaimsRegistry

from shared.clock import Clock, SystemClock
from shared.identity.errors import BadToken
from shared.identity.issuer import IssuerClient

# Asymmetric only: with a secret algorithm whoever knows the public key could sign, with "none" anyone.
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
LEEWAY_SECONDS: Final = 30
_LONGEST: Final = 16384


class TokenVerifier:
    """Verifies tokens of one issuer.

    The clock is the machine's, not the one that tests move for deadlines: how long a proof of identity is
    good is no matter of the field's calendar.
    """

    def __init__(self, issuer: IssuerClient, clock: Clock | None = None) -> None:
        self._issuer = issuer
        self._clock = clock or SystemClock()

    async def verify(self, token: str, *, audience: str) -> dict[str, Any]:
        """Return the claims. Raises BadToken, or IssuerUnavailable where keys cannot be had."""
        if len(token) > _LONGEST:
            raise BadToken("longer than any token of ours")
        try:
            header = extract_compact(token.encode()).headers()
            if header.get("alg") not in ALGORITHMS:
                raise BadToken(f"algorithm {header.get('alg')!r}")
            kid = header.get("kid")
            keys = await self._issuer.keys_for(kid if isinstance(kid, str) else None)
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            self._rules(audience).validate(claims)
        except (JoseError, ValueError, TypeError) as problem:
            raise BadToken(repr(problem)) from problem
        return claims

    def _rules(self, audience: str) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer.url},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
