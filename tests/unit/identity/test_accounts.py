"""Accounts of the embedded issuer."""

import json
import stat
from pathlib import Path

import pytest

from huiqi.issuer import Account, hash_password, load_accounts, save_accounts
from huiqi.issuer.accounts import Accounts, change_password
from huiqi.issuer.keys import Keys, rotate_keys

ACCOUNT = Account("kw.editor", "编辑", ("department_editor",), hash_password("对的"), department="KW")


def test_the_right_password_is_the_account() -> None:
    assert Accounts([ACCOUNT]).verify(" KW.editor", "对的") == ACCOUNT


@pytest.mark.parametrize(("username", "password"), [("kw.editor", "错的"), ("nobody", "对的"), ("", "")])
def test_anything_else_is_nobody(username: str, password: str) -> None:
    assert Accounts([ACCOUNT]).verify(username, password) is None


def test_a_changed_password_replaces_the_old_one() -> None:
    accounts = Accounts([change_password(ACCOUNT, "新的")])
    assert accounts.verify("kw.editor", "对的") is None
    assert accounts.verify("kw.editor", "新的") is not None


def test_a_file_keeps_accounts_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    save_accounts(path, [ACCOUNT])
    assert load_accounts(path) == [ACCOUNT]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "row", [{}, {"username": "a"}, {"username": "a", "name": "", "roles": ["king"], "password_hash": ""}]
)
def test_a_row_that_is_not_usable_is_named(tmp_path: Path, row: dict[str, object]) -> None:
    path = tmp_path / "accounts.json"
    path.write_text(json.dumps([row]), encoding="utf-8")
    with pytest.raises(ValueError, match="account 1 is not usable"):
        load_accounts(path)


def test_keys_are_their_owners_and_last(tmp_path: Path) -> None:
    kid = Keys(tmp_path).current.kid
    assert Keys(tmp_path).current.kid == kid
    assert stat.S_IMODE((tmp_path / "issuer" / "keys.json").stat().st_mode) == 0o600


def test_a_rotation_keeps_the_former_key_for_verifying(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    former = keys.current.kid
    current = rotate_keys(tmp_path)
    assert keys.current.kid == current != former
    assert {row["kid"] for row in keys.document()["keys"]} == {current, former}


def test_what_anybody_sees_has_no_private_part(tmp_path: Path) -> None:
    assert all("d" not in row and "p" not in row for row in Keys(tmp_path).document()["keys"])
