"""Whom PostgreSQL, which refuses to run as root, runs as."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from huiqi.infra.errors import InfraError
from huiqi.infra.launch import UNMAPPED
from huiqi.infra.processes import SAME, Identity

_ACCOUNTS: Final = ("huiqi", "postgres", "nobody")


def choose_identity(binaries: Path, folder: Path) -> Identity:
    """Return who is to run the programs in `binaries` on the data in `folder`, and hand the folder over.

    A normal user: that user. Root, and a user without an account, whom initdb refuses: nobody in a user
    namespace where the kernel allows that. Otherwise root takes an account without rights. Raises InfraError
    when none of these can work.
    """
    user = os.geteuid()
    if user != 0 and _has_account(user):
        return SAME
    if _has_account(UNMAPPED) and _namespaces_allowed():
        _give(folder, user, os.getegid())
        return Identity(namespace=True)
    if user != 0:
        raise InfraError(f"PostgreSQL cannot be run by user {user}, who has no account on this machine.")
    account = _account()
    for path in (binaries, folder):
        closed = _first_closed_to_others(path)
        if closed is not None:
            raise InfraError(
                f"PostgreSQL refuses to run as root, and account {account.pw_name} cannot enter {closed}. "
                "Run as a normal user, or keep program and data in folders that others may enter."
            )
    _give(folder, account.pw_uid, account.pw_gid)
    return Identity(account=account.pw_name)


def _has_account(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _namespaces_allowed() -> bool:
    trial = "from launch import enter_namespace; enter_namespace()"
    command = [sys.executable, "-S", "-c", trial]
    finished = subprocess.run(  # noqa: S603 (a constant program)
        command, cwd=Path(__file__).parent, capture_output=True, check=False, env={"PYTHONSAFEPATH": ""}
    )
    return finished.returncode == 0


def _account() -> pwd.struct_passwd:
    for name in _ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise InfraError("PostgreSQL refuses to run as root, and there is no account without rights to run it.")


def _first_closed_to_others(path: Path) -> Path | None:
    for folder in reversed(path.resolve().parents):
        if not folder.stat().st_mode & 0o001:
            return folder
    return None


def _give(folder: Path, uid: int, gid: int) -> None:
    # The folder may come from a run under the other identity.
    if folder.stat().st_uid == uid:
        return
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.lchown(Path(root) / name, uid, gid)
    shutil.chown(folder, uid, gid)
