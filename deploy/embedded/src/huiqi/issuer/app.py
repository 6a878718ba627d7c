"""Composes the embedded OIDC issuer: a small real provider for one machine."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from fastapi import FastAPI

from huiqi.issuer.accounts import Account, Accounts
from huiqi.issuer.authorize import authorize_router
from huiqi.issuer.clients import known_clients
from huiqi.issuer.codes import Codes
from huiqi.issuer.desk import Desk
from huiqi.issuer.keys import Keys
from huiqi.issuer.metadata import metadata_router
from huiqi.issuer.minting import Mint, issuer_url
from huiqi.issuer.token import token_router
from shared.clock import Clock, SystemClock
from shared.web import bare_app, make_templates


def create_issuer(
    data_folder: Path,
    public_url: str,
    accounts: Iterable[Account],
    *,
    secrets: Mapping[str, str],
    demo_password: str | None = None,
    clock: Clock | None = None,
) -> FastAPI:
    """Make the issuer; it answers everything under /id.

    Its keys are in `data_folder`/issuer/keys.json. `secrets` holds `client_secret` (the site's) and
    `cli_secret` (the command's). With `demo_password` the sign-in page lists the accounts, one press each.
    """
    public_url = public_url.rstrip("/")
    clock = clock or SystemClock()
    url = issuer_url(public_url)
    desk = Desk(
        url=url,
        accounts=Accounts(accounts),
        clients=known_clients(public_url, secrets),
        mint=Mint(Keys(data_folder), url, clock),
        codes=Codes(clock),
        pages=make_templates("huiqi.issuer"),
        demo_password=demo_password,
    )
    app = bare_app("issuer", public_url=public_url, templates=desk.pages, max_body_bytes=64 * 1024)
    for router in (authorize_router(desk), token_router(desk), metadata_router(desk)):
        app.include_router(router, include_in_schema=False)
    return app
