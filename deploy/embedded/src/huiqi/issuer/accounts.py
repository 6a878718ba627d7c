"""Who can sign in at the embedded issuer: a JSON file of accounts with argon2 hashes."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.identity import Principal, Role

# 19 MiB and two passes: the least that OWASP's advice allows, for a machine that does much else.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Person(Protocol):
    """Anybody with a name, roles and a place to hold them in."""

    @property
    def username(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def department(self) -> str | None: ...
    @property
    def credit_code(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Account:
    """One account. The user name is the token's subject."""

    username: str
    name: str
    roles: tuple[str, ...]
    password_hash: str
    department: str | None = None
    credit_code: str | None = None

    @property
    def principal(self) -> Principal:
        """Return who signs in. Raises ValueError for a role that Huiqi does not know."""
        roles = frozenset(Role(role) for role in self.roles)
        return Principal(self.username, self.name, roles, self.department, self.credit_code)


class Accounts:
    """The accounts of one issuer, by user name."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._accounts = {account.username.casefold(): account for account in accounts}

    def __iter__(self) -> Iterator[Account]:
        return iter(self._accounts.values())

    def verify(self, username: str, password: str) -> Account | None:
        """Return the account whose password this is. Takes as long for a name that nobody has."""
        account = self._accounts.get(username.strip().casefold())
        try:
            _HASHER.verify(account.password_hash if account else _nobodys_hash(), password)
        except (VerificationError, InvalidHashError):
            return None
        return account


def hash_password(password: str) -> str:
    """Return an argon2id hash in its standard text form."""
    return _HASHER.hash(password)


def with_password(people: Iterable[Person], password: str) -> list[Account]:
    """Make accounts that share one password, hashed once: for a demo, never for real people."""
    password_hash = hash_password(password)
    return [
        Account(
            username=person.username,
            name=person.name,
            roles=tuple(person.roles),
            password_hash=password_hash,
            department=person.department,
            credit_code=person.credit_code,
        )
        for person in people
    ]


def load_accounts(path: Path) -> list[Account]:
    """Read accounts. Raises ValueError, naming the account, where one is not usable."""
    accounts = []
    for number, row in enumerate(json.loads(path.read_text(encoding="utf-8")), start=1):
        try:
            account = Account(**{**row, "roles": tuple(row["roles"])})
            _ = account.principal
        except (TypeError, KeyError, ValueError) as problem:
            raise ValueError(f"{path}: account {number} is not usable: {problem}") from problem
        accounts.append(account)
    return accounts


def save_accounts(path: Path, accounts: Sequence[Account]) -> None:
    """Write accounts, readable by their owner only."""
    write_private(path, json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=1))


def change_password(account: Account, password: str) -> Account:
    """Return the account with another password."""
    return replace(account, password_hash=hash_password(password))


def write_private(path: Path, text: str) -> None:
    """Replace a file whole, readable and writable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_name(path.name + ".new")
    with os.fdopen(
        os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    whole.replace(path)


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")
