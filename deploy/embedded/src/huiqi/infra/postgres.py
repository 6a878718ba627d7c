"""The embedded PostgreSQL: the wheel's programs on a cluster in the data folder, reached over loopback TCP.

Everybody, the administrator too, signs in with a password (SCRAM), so that other users of the machine are
kept out; the administrator's is random and lies in the data folder, readable by its owner only.
"""

import asyncio
import secrets
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import asyncpg

from huiqi.infra import cluster, processes
from huiqi.infra.accounts import choose_identity
from huiqi.infra.errors import InfraError, PortTakenError
from huiqi.infra.orphans import end_orphans
from huiqi.infra.ports import LOOPBACK, choose_port, is_free

DATABASE: Final = "huiqi"
_START_SECONDS: Final = 60.0
_ATTEMPTS: Final = 3


class EmbeddedPostgres:
    """A PostgreSQL 18 server with its data in one folder, that ends with this process."""

    name: Final = "the embedded PostgreSQL"

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare a server on `folder`, which is made at the first start.

        `port` None: the one used last time, or a free one. `durable` False, for tests: a crash of the machine
        (not of the program) may lose data. `settings` of PostgreSQL take the place of those for a small
        machine.
        """
        self._folder = folder
        self._asked = port
        self._durable = durable
        self._settings = settings or {}
        self._port: int | None = None
        self._log = folder / "postgres.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the administrator for the database `huiqi`."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """SQLAlchemy URL of the administrator for `database`."""
        return f"postgresql+asyncpg://{cluster.ADMIN}:{self._password()}@{LOOPBACK}:{self._port}/{database}"

    @property
    def pid(self) -> int | None:
        """Process number of the postmaster, or None when it does not run."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    async def start(self) -> None:
        """Make the cluster if needed, start the server and wait until it takes connections.

        Raises PortTakenError or InfraError.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        password_file = self._folder / "password"
        if not password_file.exists():
            password_file.touch(mode=0o600)
            password_file.write_text(secrets.token_urlsafe(24), encoding="ascii")
        identity = choose_identity(cluster.binaries(), self._folder)
        data = await cluster.ensure(self._folder, identity, durable=self._durable)
        await end_orphans(data)
        for attempt in range(_ATTEMPTS):
            self._port = choose_port("PostgreSQL", self._asked, self._last_port())
            if await self._launch(data, identity):
                break
            if self._asked is not None or attempt + 1 == _ATTEMPTS:
                raise PortTakenError("PostgreSQL", self._port)
        # A restart has to come back at the address that clients hold.
        self._asked = self._port
        (self._folder / "port").write_text(f"{self._port}\n", encoding="ascii")
        await self._ensure_database()

    async def _launch(self, data: Path, identity: processes.Identity) -> bool:
        """Start the server; False when another program took the port in the meantime."""
        command = cluster.server_command(
            data, self._port or 0, durable=self._durable, settings=self._settings
        )
        # SIGINT is PostgreSQL's fast shutdown: no recovery is needed after it.
        self._process = await processes.spawn(
            command, log=self._log, on_orphan=signal.SIGINT, identity=identity
        )
        try:
            await self._wait_until_ready(self._process)
        except BaseException as error:
            await self.stop()
            if isinstance(error, InfraError) and not is_free(self._port or 0):
                return False
            raise
        return True

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process.returncode is not None:
                break
            try:
                connection = await self._connect("postgres")
            except (
                OSError,
                asyncpg.CannotConnectNowError,
                asyncpg.ConnectionDoesNotExistError,
                TimeoutError,
            ):
                await asyncio.sleep(0.02)
                continue
            except asyncpg.InvalidPasswordError as error:
                raise InfraError(
                    f"The password in {self._folder} is not that of the database; restore both together."
                ) from error
            await connection.close()
            return
        raise InfraError(f"PostgreSQL did not start: {processes.last_words(self._log) or 'no answer'}")

    async def _ensure_database(self) -> None:
        connection = await self._connect("postgres")
        try:
            known = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE)
            if not known:
                await connection.execute(f'CREATE DATABASE "{DATABASE}"')
        finally:
            await connection.close()

    async def _connect(self, database: str) -> asyncpg.Connection:
        return await asyncpg.connect(
            host=LOOPBACK,
            port=self._port,
            user=cluster.ADMIN,
            password=self._password(),
            database=database,
            timeout=5,
            ssl=False,
        )

    def _password(self) -> str:
        return (self._folder / "password").read_text(encoding="ascii").strip()

    def _last_port(self) -> int | None:
        try:
            return int((self._folder / "port").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    async def stop(self) -> None:
        """Stop cleanly within seconds. Harmless when it does not run."""
        if self._process is not None:
            await processes.stop(self._process, (signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0))
            self._process = None

    async def wait(self) -> int:
        """Wait for its end, wanted or not, and return the exit code."""
        return await self._process.wait() if self._process else 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
