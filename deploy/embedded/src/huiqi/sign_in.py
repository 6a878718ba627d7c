"""The embedded issuer on a data folder, with the accounts that the folder has."""

import secrets
from pathlib import Path

from fastapi import FastAPI

from huiqi.datafolder import DataFolder, readable
from huiqi.issuer import Account, create_issuer, load_accounts, save_accounts, with_password
from huiqi.issuer.keys import Keys
from huiqi.sample.accounts import DEMO_PASSWORD, OPERATOR, demo_accounts
from shared.telemetry import get_logger


def issuer_app(folder: DataFolder, public_url: str, *, demo: bool) -> FastAPI:
    """Return the issuer for /id. With `demo`, its sign-in page lists the demo's accounts."""
    keys = Keys(folder.path)
    if keys.path.exists():  # else they are made when they are first asked for
        with readable(keys.path):
            keys.document()
    return create_issuer(
        folder.path,
        public_url,
        _accounts(folder.accounts_file, demo=demo),
        secrets=folder.secrets(),
        demo_password=DEMO_PASSWORD if demo else None,
    )


def _accounts(file: Path, *, demo: bool) -> list[Account]:
    with readable(file):
        known = load_accounts(file) if file.exists() else []
    names = {account.username for account in known}
    if demo:
        added = with_password(
            (person for person in demo_accounts() if person.username not in names), DEMO_PASSWORD
        )
    elif not known:
        # Somebody must be able to look after a new system.
        password = secrets.token_urlsafe(12)
        added = with_password([OPERATOR], password)
        get_logger("edition").warning("first account made", username=OPERATOR.username, password=password)
    else:
        added = []
    if added:
        save_accounts(file, [*known, *added])
    return [*known, *added]
