"""An authorization request as the site sends it (RFC 6749, RFC 7636, OpenID Connect Core 3.1.2)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer

from huiqi.issuer.clients import Client

_FORM_SECONDS: Final = 1800
_LONGEST: Final = 2000


class UnknownClientError(Exception):
    """A client or a redirect address that is not registered: the browser must not be sent anywhere."""


class RefusedRequestError(Exception):
    """A request that is refused by a redirect back to the client. `code` is RFC 6749's."""

    def __init__(self, code: str, back_to: str) -> None:
        super().__init__(code)
        self.code = code
        self.back_to = back_to


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that is in order."""

    client_id: str
    redirect_uri: str
    challenge: str
    state: str = ""
    nonce: str = ""

    def answer(self, issuer: str, **parameters: str) -> str:
        """Return the address that sends the browser back with the answer (RFC 9207 adds `iss`)."""
        state = {"state": self.state} if self.state else {}
        return _with_query(self.redirect_uri, {**parameters, **state, "iss": issuer})


def read_request(
    query: Mapping[str, str], clients: Mapping[str, Client], issuer: str
) -> AuthorizationRequest:
    """Check a request. Raises UnknownClientError or RefusedRequestError."""
    client = clients.get(query.get("client_id", ""))
    redirect_uri = query.get("redirect_uri", "")
    if client is None or redirect_uri not in client.redirect_uris:
        raise UnknownClientError
    found = AuthorizationRequest(
        client_id=client.id,
        redirect_uri=redirect_uri,
        challenge=query.get("code_challenge", ""),
        state=query.get("state", "")[:_LONGEST],
        nonce=query.get("nonce", "")[:_LONGEST],
    )
    code = _fault(query, found)
    if code:
        raise RefusedRequestError(code, found.answer(issuer, error=code))
    return found


def _fault(query: Mapping[str, str], found: AuthorizationRequest) -> str:
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in query.get("scope", "").split():
        return "invalid_scope"
    if len(found.challenge) != 43 or query.get("code_challenge_method") != "S256":
        return "invalid_request"
    return "login_required" if query.get("prompt") == "none" else ""


class RequestSeal:
    """Carries a checked request through the sign-in page, signed, for half an hour."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="huiqi-authorization-request")

    def seal(self, request: AuthorizationRequest) -> str:
        return str(self._serializer.dumps(asdict(request)))

    def open(self, value: str) -> AuthorizationRequest | None:
        """Return the request, or None where the page is too old or was tampered with."""
        try:
            return AuthorizationRequest(**self._serializer.loads(value, max_age=_FORM_SECONDS))
        except BadData:
            return None


def _with_query(url: str, parameters: Mapping[str, str]) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(parameters)}"
