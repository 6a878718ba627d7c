"""One process at a time in a data folder."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from huiqi.infra.errors import FolderInUseError


class FolderLock:
    """Hold `folder` for this process; the kernel lets go when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: TextIO | None = None

    def acquire(self) -> None:
        """Take the folder, making it if needed. Others may pass through it but not list it: PostgreSQL's
        account may have to, and what is secret in it is readable by its owner only.

        Raises FolderInUseError, naming the process, when another one holds it.
        """
        self._folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        file = (self._folder / "huiqi.lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise FolderInUseError(
                f"The data folder {self._folder} is in use by another huiqi (process {holder})."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Let the folder go. Harmless when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
