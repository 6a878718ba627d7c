"""Each service's role sees its own schema and no other."""

from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from huiqi.infra import EmbeddedPostgres
from shared.db.bootstrap import SCHEMAS, bootstrap, load_passwords, service_url
from tests.support.databases import PASSWORDS


async def connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    )


@pytest.fixture
async def urls(fresh_database: str) -> dict[str, str]:
    return await bootstrap(fresh_database, PASSWORDS)


@pytest.mark.parametrize("service", SCHEMAS)
async def test_a_service_makes_tables_in_its_own_schema(urls: dict[str, str], service: str) -> None:
    connection = await connect(urls[service])
    await connection.execute("CREATE TABLE own (id int)")
    assert await connection.fetchval("SELECT schemaname FROM pg_tables WHERE tablename = 'own'") == service
    await connection.close()


@pytest.mark.parametrize("service", SCHEMAS)
async def test_a_service_cannot_read_another_ones_tables(urls: dict[str, str], service: str) -> None:
    other = next(schema for schema in SCHEMAS if schema != service)
    owner = await connect(urls[other])
    await owner.execute("CREATE TABLE secret (id int)")
    stranger = await connect(urls[service])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await stranger.fetch(f"SELECT * FROM {other}.secret")
    await stranger.close()
    await owner.close()


async def test_a_service_cannot_use_the_common_schema(urls: dict[str, str]) -> None:
    connection = await connect(urls["matcher"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("CREATE TABLE public.found (id int)")
    await connection.close()


async def test_bootstrapping_again_changes_nothing_but_passwords(fresh_database: str) -> None:
    urls = await bootstrap(fresh_database, PASSWORDS)
    owner = await connect(urls["notifier"])
    await owner.execute("CREATE TABLE kept AS SELECT 5 AS answer")
    await owner.close()
    assert await bootstrap(fresh_database, PASSWORDS) == urls
    owner = await connect(urls["notifier"])
    assert await owner.fetchval("SELECT answer FROM kept") == 5
    await owner.close()


def test_passwords_are_made_once_and_kept_to_their_owner(tmp_path: Path) -> None:
    file = tmp_path / "passwords.json"
    made = load_passwords(file)
    assert load_passwords(file) == made
    assert len(set(made.values())) == len(SCHEMAS)
    assert file.stat().st_mode & 0o077 == 0


def test_a_service_url_quotes_its_password() -> None:
    url = service_url("postgresql+asyncpg://postgres:x@127.0.0.1:5432/huiqi", "matcher", "p@ss/word")
    assert make_url(url).password == "p@ss/word"
    assert make_url(url).username == "matcher"


async def test_an_administrator_need_not_be_superuser(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path, durable=False) as server:
        root = await connect(server.url)
        await root.execute("CREATE ROLE owner LOGIN CREATEROLE PASSWORD 'owner'")
        await root.execute("CREATE DATABASE managed OWNER owner")
        await root.close()
        admin = make_url(server.url_of("managed")).set(username="owner", password="owner")
        url = admin.render_as_string(hide_password=False)
        await bootstrap(url, PASSWORDS)
        urls = await bootstrap(url, PASSWORDS)
        service = await connect(urls["publisher"])
        await service.execute("CREATE TABLE own (id int)")
        await service.close()
