"""Reading very many policies: in a process of its own, or without it where that ends."""

import asyncio

import pytest

from portal_sync.adapters import search_follower, search_maker
from portal_sync.adapters.search_follower import SearchFollower
from portal_sync.domain.query import Query
from portal_sync.domain.search_hit import SearchScope
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import published, withdrawn


@pytest.mark.parametrize("program", [search_maker._PROGRAM, "portal_sync.no_such_program"])
async def test_very_many_are_read(
    portal: Portal,
    program: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name, few in {"_CHUNK": 1, "_CHUNK_OF_MANY": 2, "_PAGE": 3, "_PAGE_OF_MANY": 4}.items():
        monkeypatch.setattr(search_follower, name, few)
    monkeypatch.setattr(search_maker, "_PROGRAM", program)
    policies = [published(title=f"第{n}份研发补贴办法") for n in range(9)]
    await portal.deliver(*policies, withdrawn(policies[0].policy_id))
    follower, stop = SearchFollower(), asyncio.Event()
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(follower.keep_up(portal.service.database, stop))
        while follower.behind:
            await asyncio.sleep(0.05)
        stop.set()
    found = follower.engine.find(Query.parse("研发补贴"), SearchScope(today=portal.clock.today()))
    assert (found.total, found.past) == (8, 1)
    # Where lines go depends on whether a test before this one set logging up.
    said = caplog.text + "".join(capfd.readouterr())
    assert ("search makes documents by itself" in said) == program.endswith("no_such_program")
