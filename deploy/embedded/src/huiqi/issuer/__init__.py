"""The embedded edition's own OpenID Connect provider."""

from huiqi.issuer.accounts import Account, hash_password, load_accounts, save_accounts, with_password
from huiqi.issuer.app import create_issuer
from huiqi.issuer.keys import rotate_keys
from huiqi.issuer.minting import mint_token

__all__ = [
    "Account",
    "create_issuer",
    "hash_password",
    "load_accounts",
    "mint_token",
    "rotate_keys",
    "save_accounts",
    "with_password",
]
