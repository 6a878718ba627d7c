"""The one folder where the embedded edition keeps everything: databases, secrets, and where it runs."""

import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from huiqi.errors import Refused

_SECRETS: Final = ("client_secret", "cli_secret", "session_secret", "database_password")


@dataclass(frozen=True)
class Running:
    """Where a system runs on a data folder."""

    address: str
    pid: int
    started_at: str


class DataFolder:
    """A folder that at most one system runs on at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """Create the folder where missing and lock it for this process.

        Raises Refused where another system runs on it, or it cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = (self.path / "lock").open("a+")
        except OSError as error:
            raise Refused(f"the data folder {self.path} cannot be used: {error.strerror}") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            running = self.running()
            where = f" at {running.address} (process {running.pid})" if running else ""
            raise Refused(f"another huiqi already runs on the data folder {self.path}{where}") from error
        self._lock = lock

    def release(self) -> None:
        """Forget where the system ran and let another one in."""
        (self.path / "run.json").unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def announce(self, address: str) -> None:
        """Write down where the system runs, for the other commands to find it."""
        facts = {"address": address, "pid": os.getpid(), "started_at": datetime.now(UTC).isoformat()}
        target = self.path / "run.json"
        whole = target.with_suffix(".new")
        whole.write_text(json.dumps(facts), encoding="utf-8")
        whole.replace(target)

    def running(self) -> Running | None:
        """Return where a system runs on this folder; None where none does, even if one was killed."""
        try:
            facts = json.loads((self.path / "run.json").read_text(encoding="utf-8"))
            os.kill(facts["pid"], 0)
            return Running(facts["address"], facts["pid"], facts["started_at"])
        except PermissionError:
            return Running(facts["address"], facts["pid"], facts["started_at"])
        except (OSError, ValueError, KeyError):
            return None

    def secrets(self) -> dict[str, str]:
        """Return the folder's secrets, made on first use and readable by their owner only."""
        target = self.path / "secrets.json"
        known: dict[str, str] = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
        missing = [name for name in _SECRETS if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(32) for name in missing}
            whole = target.with_suffix(".new")
            with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(known, file)
            whole.replace(target)
        return known
