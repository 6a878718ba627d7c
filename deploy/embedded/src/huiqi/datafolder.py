"""The one folder where the embedded edition keeps everything: databases, secrets, and where it runs."""

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from huiqi.errors import Refused
from huiqi.infra.errors import FolderInUseError
from huiqi.infra.lock import FolderLock

_SECRETS: Final = ("client_secret", "cli_secret", "session_secret")


@dataclass(frozen=True)
class Running:
    """Where a system runs on a data folder."""

    address: str
    public_url: str
    pid: int
    started_at: str


class DataFolder:
    """A folder that at most one system runs on at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock = FolderLock(self.path)

    def take(self) -> None:
        """Create the folder where missing and hold it for this process.

        Raises Refused where another system runs on it, or it cannot be written.
        """
        try:
            self._lock.acquire()
        except OSError as error:
            raise Refused(f"the data folder {self.path} cannot be used: {error.strerror}") from error
        except FolderInUseError as error:
            running = self.running()
            where = f" It runs at {running.address}." if running else ""
            raise Refused(f"{error}{where}") from error

    def release(self) -> None:
        """Forget where the system ran and let another one in."""
        (self.path / "run.json").unlink(missing_ok=True)
        self._lock.release()

    @property
    def accounts_file(self) -> Path:
        """Accounts of the embedded issuer."""
        return self.path / "accounts.json"

    def announce(self, address: str, public_url: str | None = None) -> None:
        """Write down where the system runs, for the other commands to find it."""
        running = Running(address, public_url or address, os.getpid(), datetime.now(UTC).isoformat())
        target = self.path / "run.json"
        whole = target.with_suffix(".new")
        whole.write_text(json.dumps(asdict(running)), encoding="utf-8")
        whole.replace(target)

    def running(self) -> Running | None:
        """Return where a system runs on this folder; None where none does, even if one was killed."""
        try:
            running = Running(**json.loads((self.path / "run.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        whole = all(isinstance(text, str) for text in (running.address, running.public_url))
        return running if whole and isinstance(running.pid, int) and _exists(running.pid) else None

    def secrets(self) -> dict[str, str]:
        """Return the folder's secrets, made on first use and readable by their owner only. Raises Refused."""
        target = self.path / "secrets.json"
        with readable(target):
            known: dict[str, str] = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
            known = {str(name): str(secret) for name, secret in known.items()}
        missing = [name for name in _SECRETS if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(32) for name in missing}
            whole = target.with_suffix(".new")
            with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(known, file)
            whole.replace(target)
        return known


@contextlib.contextmanager
def readable(file: Path) -> Iterator[None]:
    """Raise Refused, naming the file, where reading what the program once wrote there fails."""
    try:
        yield
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        reason = f"{error.strerror}" if isinstance(error, OSError) else f"{error}"
        raise Refused(f"{file} cannot be used; restore it from a backup: {reason}") from error


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True
