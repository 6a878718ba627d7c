"""A matcher that starts from a snapshot says the same as one that reads everybody."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest

from matcher.handlers.keeping import Keeper
from matcher.main import build
from matcher.settings import Settings
from shared.clock import MovableClock
from tests.integration.matcher.conftest import NOW, OPERATOR, Office, official
from tests.support.fixtures import ServiceDatabase
from tests.support.identity import LocalIssuer
from tests.support.matcher import CRITERIA, ELSEWHERE, FITTING, ONE, THREE, TWO, UNCLEAR

LIES: Final = "UPDATE profile SET facts = '{}' WHERE credit_code = :code"


class Restarts:
    """Matchers on one database, one after another, with a folder each or none."""

    def __init__(self, url: str, issuer: LocalIssuer) -> None:
        self._url = url
        self._issuer = issuer
        self.made: list[Office] = []

    def start(self, folder: Path | None) -> Office:
        settings = Settings(database_url=self._url, matcher_snapshots=folder, **self._issuer.settings())
        clock = MovableClock(NOW)
        service = build(settings, clock)
        self._issuer.serves(service.app)
        self.made.append(Office(service, clock, self._issuer, offset=1000 * len(self.made)))
        return self.made[-1]


@pytest.fixture
async def restarts(service_database: ServiceDatabase, local_issuer: LocalIssuer) -> AsyncIterator[Restarts]:
    restarts = Restarts((await service_database("matcher")).url, local_issuer)
    yield restarts
    for office in restarts.made:
        await office.service.database.close()


async def previewed(office: Office) -> dict[str, Any]:
    async with office.api(official("SW")) as client:
        answer = await client.post("/criteria/preview", json=CRITERIA)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def cut_short(folder: Path) -> None:
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:-9])


def counts(found: dict[str, Any]) -> tuple[int, int, int]:
    return found["eligible"], found["undetermined"], found["ineligible"]


async def saved(office: Office) -> None:
    """What the keeper does at the end of the process."""
    parts = office.service.app.state.parts
    await previewed(office)
    await Keeper(parts.matching, parts.database.transaction).save(1)


async def test_goes_on_from_where_it_was_saved(restarts: Restarts, tmp_path: Path) -> None:
    first = restarts.start(tmp_path)
    for code, facts in ((ONE, FITTING), (TWO, UNCLEAR), (THREE, ELSEWHERE)):
        await first.put(code, facts)
    await saved(first)
    without = restarts.start(None)
    await without.put(THREE, FITTING)
    async with without.api(OPERATOR) as client:
        assert (await client.delete(f"/enterprises/{TWO}")).is_success
    await without.pump()
    found = await previewed(restarts.start(tmp_path))
    assert found == await previewed(without)
    assert counts(found) == (2, 0, 0)


async def test_what_did_not_change_is_not_read_again(restarts: Restarts, tmp_path: Path) -> None:
    first = restarts.start(tmp_path)
    await first.put(ONE, FITTING)
    await saved(first)
    await first.sql(LIES, code=ONE)
    assert counts(await previewed(restarts.start(tmp_path))) == (1, 0, 0)
    assert counts(await previewed(restarts.start(None))) == (0, 1, 0)


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE matching_shard SET epoch = gen_random_uuid()",
        "UPDATE matching_shard SET change = 0",
        None,
    ],
    ids=["other life", "older tables", "damaged"],
)
async def test_one_that_does_not_fit_is_read_anew(
    restarts: Restarts, tmp_path: Path, spoil: str | None
) -> None:
    first = restarts.start(tmp_path)
    await first.put(ONE, FITTING)
    await saved(first)
    await first.sql(LIES, code=ONE)
    if spoil is None:
        cut_short(tmp_path)
    else:
        await first.sql(spoil)
    assert counts(await previewed(restarts.start(tmp_path))) == (0, 1, 0)


async def test_a_removal_is_saved_at_once(restarts: Restarts, tmp_path: Path) -> None:
    first = restarts.start(tmp_path)
    await first.put(ONE, FITTING)
    await saved(first)
    before = content(tmp_path)
    async with first.api(OPERATOR) as client:
        assert (await client.delete(f"/enterprises/{ONE}")).is_success
    await first.pump()
    await previewed(first)
    parts = first.service.app.state.parts
    await Keeper(parts.matching, parts.database.transaction).save(1_000_000)
    assert content(tmp_path) != before
