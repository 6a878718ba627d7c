"""The programs that may ask the issuer: the site, and the command."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from shared.identity import Role


@dataclass(frozen=True, slots=True)
class Client:
    """A confidential client (RFC 6749, section 2.1)."""

    id: str
    secret: str
    grants: frozenset[str]
    name: str = ""
    redirect_uris: frozenset[str] = frozenset()
    home: str = ""
    roles: frozenset[Role] = frozenset()


def known_clients(public_url: str, secrets: Mapping[str, str]) -> dict[str, Client]:
    """Return the site's client and the command's, whose secrets are `client_secret` and `cli_secret`."""
    site = Client(
        id="huiqi-web",
        secret=secrets["client_secret"],
        grants=frozenset({"authorization_code"}),
        redirect_uris=frozenset({f"{public_url}/auth/callback"}),
        home=f"{public_url}/",
    )
    command = Client(
        id="huiqi-cli",
        secret=secrets["cli_secret"],
        grants=frozenset({"client_credentials"}),
        name="huiqi 命令",
        roles=frozenset({Role.OPERATOR}),
    )
    return {client.id: client for client in (site, command)}


def authenticate(
    clients: Mapping[str, Client], authorization: str | None, form: Mapping[str, str]
) -> Client | None:
    """Return the client that proved itself by HTTP Basic or in the form (RFC 6749, section 2.3.1)."""
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    if authorization is not None:
        client_id, secret = _basic(authorization)
    client = clients.get(client_id)
    expected = client.secret if client is not None else "nobody's"
    proved = hmac.compare_digest(secret.encode(), expected.encode())
    return client if proved else None


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        text = base64.b64decode(encoded, validate=True).decode() if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)
