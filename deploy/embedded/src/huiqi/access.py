"""Bearer tokens for the commands: of the operator, or of an account of the embedded issuer."""

import os
import time
from typing import Final

import httpx

from huiqi.datafolder import DataFolder, readable
from huiqi.errors import Refused

# A token is good for an hour; a new one well before that spares a refusal in the middle of long work.
_REUSE_SECONDS: Final = 1800


class FolderAccess:
    """Tokens of the issuer of a data folder. Who can read the folder owns the system."""

    def __init__(self, folder: DataFolder, address: str, public_url: str) -> None:
        self._folder = folder
        self._address = address
        self._public_url = public_url
        self._issuer: _Issuer | None = None
        self._kept: dict[str | None, tuple[str, float]] = {}

    async def __call__(self, account: str | None) -> str:
        """Return a token for an account's name, or for the operator where it is None. Raises Refused."""
        token, made_at = self._kept.get(account, ("", 0.0))
        if not token or time.monotonic() - made_at > _REUSE_SECONDS:
            token = await self._ask() if account is None else self._mint(account)
            self._kept[account] = (token, time.monotonic())
        return token

    async def _ask(self) -> str:
        secret = self._folder.secrets()["cli_secret"]
        form = {"grant_type": "client_credentials"}
        try:
            async with httpx.AsyncClient(timeout=10) as client:
                answer = await client.post(f"{self._address}/id/token", data=form, auth=("huiqi-cli", secret))
            return str(answer.raise_for_status().json()["access_token"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise Refused(f"{self._address} gave no token: {error or type(error).__name__}") from error

    def _mint(self, username: str) -> str:
        if self._issuer is None:
            self._issuer = _Issuer(self._folder, self._public_url)
        return self._issuer.token_of(username)


class _Issuer:
    """The folder's accounts and key, read once: reading a key takes a tenth of a second."""

    def __init__(self, folder: DataFolder, public_url: str) -> None:
        # Most commands act as the operator and need none of this.
        from huiqi.issuer import load_accounts  # noqa: PLC0415
        from huiqi.issuer.keys import Keys  # noqa: PLC0415
        from huiqi.issuer.minting import Mint, issuer_url  # noqa: PLC0415

        self._file = folder.accounts_file
        with readable(self._file):
            known = load_accounts(self._file) if self._file.exists() else []
        self._accounts = {account.username: account for account in known}
        self._mint = Mint(Keys(folder.path), issuer_url(public_url))

    def token_of(self, username: str) -> str:
        if username not in self._accounts:
            raise Refused(f"there is no account {username}; see {self._file}")
        return self._mint.access_token(self._accounts[username].principal, client_id="huiqi-cli")


async def token_from_environment(_: str | None) -> str:
    """Return HUIQI_TOKEN: whom it stands for is what the command acts as."""
    token = os.environ.get("HUIQI_TOKEN")
    if not token:
        raise Refused("HUIQI_TOKEN must hold a token, or --data name the folder of a running system")
    if not token.isascii() or not token.isprintable():
        raise Refused("HUIQI_TOKEN does not hold a token: it has characters that none has")
    return token
