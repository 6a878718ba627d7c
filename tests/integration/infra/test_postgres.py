"""The embedded PostgreSQL starts, stops, refuses strangers and comes back after a kill."""

import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
from sqlalchemy.engine import make_url

from huiqi.infra import EmbeddedPostgres, InfraError, PortTakenError, accounts
from huiqi.infra import cluster as cluster_of_wheel


def plain(url: str, password: str | None = None) -> str:
    return make_url(url).set(drivername="postgresql", password=password).render_as_string(hide_password=False)


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(plain(url))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


async def test_data_and_address_survive_a_restart(cluster: Path) -> None:
    async with EmbeddedPostgres(cluster, durable=False) as server:
        first = server.url
        await ask(first, "CREATE TABLE kept AS SELECT 7 AS answer")
    async with EmbeddedPostgres(cluster, durable=False) as server:
        assert server.url == first
        assert await ask(first, "SELECT answer FROM kept") == 7


async def test_it_is_small_postgresql_18(cluster: Path) -> None:
    async with EmbeddedPostgres(cluster, durable=False) as server:
        assert str(await ask(server.url, "SHOW server_version")).startswith("18.")
        family = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
        assert sum(process.memory_full_info().pss for process in family) < 100_000_000


async def test_nobody_gets_in_without_the_password(cluster: Path) -> None:
    async with EmbeddedPostgres(cluster, durable=False) as server:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(plain(server.url, password="guess"))
    assert (cluster / "password").stat().st_mode & 0o077 == 0


async def test_a_taken_port_is_refused_in_a_sentence(cluster: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"cannot listen on port {port}: it is in use"):
            await EmbeddedPostgres(cluster, port=port, durable=False).start()


async def test_last_port_taken_means_another_one(cluster: Path) -> None:
    async with EmbeddedPostgres(cluster, durable=False) as server:
        port = make_url(server.url).port
    with socket.create_server(("127.0.0.1", port or 0)):
        async with EmbeddedPostgres(cluster, durable=False) as server:
            assert make_url(server.url).port != port


async def test_it_comes_back_after_a_kill_with_what_was_committed(cluster: Path) -> None:
    server = EmbeddedPostgres(cluster, durable=False)
    await server.start()
    await ask(server.url, "CREATE TABLE committed AS SELECT 8 AS answer")
    os.kill(server.pid or 0, signal.SIGKILL)
    await server.wait()
    async with EmbeddedPostgres(cluster, durable=False) as after:
        assert await ask(after.url, "SELECT answer FROM committed") == 8


async def test_an_interrupted_first_start_leaves_nothing_half_made(tmp_path: Path) -> None:
    (tmp_path / "cluster.unfinished").mkdir()
    (tmp_path / "cluster.unfinished" / "PG_VERSION").write_text("18")
    async with EmbeddedPostgres(tmp_path, durable=False) as server:
        assert await ask(server.url, "SELECT 1") == 1


@pytest.fixture
def passable_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only root takes another identity")
async def test_root_without_namespaces_takes_an_account(
    passable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if accounts._first_closed_to_others(cluster_of_wheel.binaries()) is not None:
        pytest.skip("the programs lie in a folder that only root may enter")
    folder = passable_folder / "postgres"
    monkeypatch.setattr(accounts, "_namespaces_allowed", lambda: False)
    async with EmbeddedPostgres(folder, durable=False) as server:
        assert psutil.Process(server.pid).uids().real != 0
    monkeypatch.undo()
    async with EmbeddedPostgres(folder, durable=False) as server:
        assert await ask(server.url, "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root takes another identity")
async def test_an_account_that_cannot_enter_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "_namespaces_allowed", lambda: False)
    with pytest.raises(InfraError, match=r"account \w+ cannot enter /"):
        await EmbeddedPostgres(tmp_path / "postgres").start()
