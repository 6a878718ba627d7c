"""The embedded edition as people run it: a process of its own, driven by `huiqi` and HTTP only."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from huiqi.access import FolderAccess
from huiqi.datafolder import DataFolder

HUIQI: Final = str(Path(sys.executable).parent / "huiqi")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> list[str]:
        """Lines on standard error."""
        return self.err.strip().splitlines()


def huiqi(*arguments: str, env: dict[str, str] | None = None, seconds: float = 120) -> Ended:
    """Run the command to its end."""
    done = subprocess.run(
        [HUIQI, *arguments],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        env=_environment(env),
    )
    return Ended(done.returncode, done.stdout, done.stderr)


class RunningEdition:
    """`huiqi up` or `huiqi demo` in the background on a data folder."""

    def __init__(self, data: Path, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.data = data
        self._errors = data.with_suffix(".err").open("ab")
        command = [HUIQI, *arguments, "--port", "0", "--data", str(data)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self._errors, text=True, env=_environment(env)
        )

    @property
    def address(self) -> str:
        running = DataFolder(self.data).running()
        assert running is not None, self.errors()
        return running.address

    def wait_until_ready(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.errors()
            running = DataFolder(self.data).running()
            if running is not None and running.pid == self.process.pid:
                return
            time.sleep(0.05)
        raise AssertionError(f"not ready: {self.errors()}")

    def read_summary(self) -> dict[str, Any]:
        """Return the JSON that `demo --json` prints when the main job is done."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.errors()
        summary: dict[str, Any] = json.loads(line)
        return summary

    def errors(self) -> str:
        return self.data.with_suffix(".err").read_text()[-4000:]

    def terminate(self, number: signal.Signals = signal.SIGTERM, seconds: float = 30) -> float:
        """End it by a signal; return how long that took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(seconds)
        return time.monotonic() - began

    def kill(self) -> None:
        """SIGKILL, as when the machine loses power for this program alone."""
        self.process.kill()
        self.process.wait(10)

    def close(self) -> None:
        if self.process.poll() is None:
            try:
                self.terminate()
            except subprocess.TimeoutExpired:
                self.kill()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self._errors.close()

    async def get(self, path: str, account: str | None = "") -> httpx.Response:
        """GET as an account of the demo, as the operator (None), or as nobody (the empty string)."""
        async with self._client(await self._headers(account)) as client:
            return await client.get(path)

    async def post(self, path: str, body: dict[str, Any], account: str | None) -> httpx.Response:
        """POST JSON as an account of the demo, or as the operator (None)."""
        async with self._client(await self._headers(account)) as client:
            return await client.post(path, json=body)

    async def send(self, path: str, account: str, **form: Any) -> httpx.Response:
        """POST a form of a page (`data`, `files`); it goes on to another page."""
        async with self._client(await self._headers(account)) as client:
            answer = await client.post(path, **form)
        assert answer.status_code == 303, f"{answer.status_code}: {answer.text[-2000:]}"
        return answer

    def _client(self, headers: dict[str, str]) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.address, timeout=30, headers=headers)

    async def _headers(self, account: str | None) -> dict[str, str]:
        if account == "":
            return {}
        token = await FolderAccess(DataFolder(self.data), self.address, self.address)(account)
        return {"Authorization": f"Bearer {token}"}


def _environment(extra: dict[str, str] | None) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUIQI_")}
    return clean | (extra or {})
