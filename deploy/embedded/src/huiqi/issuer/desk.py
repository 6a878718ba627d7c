"""Everything that the issuer's routes work with."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from huiqi.issuer.accounts import Accounts
from huiqi.issuer.clients import Client
from huiqi.issuer.codes import Codes
from huiqi.issuer.minting import Mint
from huiqi.issuer.requests import RequestSeal
from huiqi.issuer.throttle import Throttle
from shared.web import Templates


@dataclass(slots=True)
class Desk:
    """One issuer. `demo_password` is shown on the sign-in page where it is given."""

    url: str
    accounts: Accounts
    clients: Mapping[str, Client]
    mint: Mint
    codes: Codes
    pages: Templates
    demo_password: str | None = None
    throttle: Throttle = field(default_factory=Throttle)
    seal: RequestSeal = field(default_factory=lambda: RequestSeal(secrets.token_urlsafe(32)))
