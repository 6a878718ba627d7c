"""A channel in another system: filled, kept, repaired, and never sent anything twice for nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from portal_sync.handlers.compare_outside import compare_outside
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.hand_over import hand_over
from portal_sync.main import build
from shared.events import PolicyReference, WithdrawalKind
from shared.service.rebuilding import empty_projection
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import published, withdrawn
from tests.support.remote_receiver import SECRET, Receiver, running_receiver

FILE = """
[[channel]]
name = "district-cms"
kind = "remote"
label = "区政府门户"
address = "{address}"
internal = true
secret_env = "TEST_CMS_SECRET"
page = "https://www.example.gov.cn/zhengce/{{policy_id}}.html"
takes = {{ named = ["government"], themes = ["technology"] }}
"""


@dataclass
class Outside:
    """The portal with one more channel, and the system at the other end."""

    portal: Portal
    desk: Desk
    receiver: Receiver

    @property
    def rule(self) -> Any:
        return next(rule for rule in self.desk.tools.site.rules if rule.outside)

    async def look(self) -> int:
        tools = self.desk.tools
        return await compare_outside(tools, self.desk.database, self.rule, tools.outside[self.rule.name])

    async def send(self) -> int:
        tools, sent = self.desk.tools, 0
        while handed := await hand_over(tools, self.desk.database, self.rule, tools.outside[self.rule.name]):
            sent += handed
        return sent

    async def deliver(self, *events: Any) -> None:
        await self.portal.deliver(*events)
        await self.send()

    async def parity(self) -> list[dict[str, Any]]:
        transport = httpx.ASGITransport(self.portal.service.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as visitor:
            assert (await visitor.get("/parity")).status_code == 200
            items: list[dict[str, Any]] = (await visitor.get("/api/portal/v1/parity")).json()["items"]
            return items

    def document(self, policy_id: UUID) -> dict[str, Any]:
        return self.receiver.entries[str(policy_id)]

    async def told(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in await self.portal.told(kind) if event["channel"] == "district-cms"]


@pytest.fixture
async def outside(portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Outside]:
    monkeypatch.setenv("TEST_CMS_SECRET", SECRET)
    async with running_receiver() as (receiver, address):
        file = tmp_path / "channels.toml"
        file.write_text(FILE.format(address=address))
        settings = portal.settings.model_copy(update={"channels_file": file})
        service = build(settings, portal.clock)
        try:
            more = replace(portal, service=service, settings=settings)
            yield Outside(more, more.desk, receiver)
        finally:
            await service.database.close()


async def test_a_revision_is_shown_there_with_its_hash(outside: Outside) -> None:
    policy = published()
    await outside.deliver(policy)
    state = outside.receiver.state(str(policy.policy_id))
    assert state is not None
    assert (state["revision"], state["content_hash"]) == (1, policy.content_hash)
    [told] = await outside.told("channel.mirrored.v1")
    assert told["address"] == f"https://www.example.gov.cn/zhengce/{policy.policy_id}.html"


async def test_what_the_rule_does_not_take_is_not_sent(outside: Outside) -> None:
    await outside.deliver(published(theme="finance"), published(channels=("business",)))
    assert outside.receiver.entries == {}


async def test_a_channel_that_was_added_is_filled_from_the_beginning(outside: Outside) -> None:
    policies = [published(document_number=f"普科委〔2026〕{n}号") for n in range(60)]
    await outside.portal.deliver(*policies)
    await outside.portal.sql("DELETE FROM outside_entry")
    await outside.look()
    assert await outside.send() == 60
    assert len(outside.receiver.entries) == 60
    assert [request for request in outside.receiver.requests if "PUT" in request] == []


async def test_nothing_is_sent_where_nothing_changed(outside: Outside) -> None:
    policy = published()
    await outside.deliver(policy, policy)
    assert await outside.look() == 0
    assert await outside.send() == 0


@pytest.mark.parametrize("field", ["title", "gone", "related", "stray"])
async def test_what_somebody_changed_there_is_found_and_repaired(outside: Outside, field: str) -> None:
    policy = published()
    await outside.deliver(policy)
    before = dict(outside.document(policy.policy_id))
    entries, key = outside.receiver.entries, str(policy.policy_id)
    if field == "title":
        entries[key] = before | {"content": before["content"] | {"title": "改过的标题"}}
    elif field == "gone":
        del entries[key]
    elif field == "related":
        entries[key] = before | {"related": [{"kind": "replaces"}]}
    else:
        entries["00000000-0000-4000-8000-000000000001"] = before
    assert await outside.look() == 1
    assert await outside.send() == 1
    assert entries == {key: before}
    assert len(await outside.told("channel.drifted.v1")) == 1
    assert await outside.look() == 0


async def test_a_page_that_names_what_changed_is_made_again(outside: Outside) -> None:
    old = published(document_number="普科委〔2020〕1号", title="老办法")
    await outside.deliver(old)
    reference = PolicyReference(document_number="普科委〔2020〕1号")
    new = published(title="新办法", document_number="普科委〔2026〕9号", replaces=(reference,))
    await outside.deliver(new)
    [named] = outside.document(old.policy_id)["related"]
    assert (named["kind"], named["title"], named["policy_id"]) == (
        "replaced_by",
        "新办法",
        str(new.policy_id),
    )
    await outside.deliver(withdrawn(old.policy_id))
    [named] = outside.document(new.policy_id)["related"]
    assert (named["kind"], named["title"], named["withdrawn"]) == ("replaces", "老办法", True)


@pytest.mark.parametrize(
    ("kind", "successor", "disposition"),
    [
        (WithdrawalKind.REPEALED, False, "gone"),
        (WithdrawalKind.AMENDED, True, "replaced"),
        (WithdrawalKind.MERGED, True, "moved"),
    ],
)
async def test_a_withdrawal_says_what_became_of_the_address(
    outside: Outside, kind: WithdrawalKind, successor: bool, disposition: str
) -> None:
    policy = published()
    reference = PolicyReference(document_number="普科委〔2026〕20号") if successor else None
    await outside.deliver(policy)
    await outside.deliver(withdrawn(policy.policy_id, kind=kind, successor=reference))
    document = outside.document(policy.policy_id)
    assert (document["disposition"], document["withdrawal"]["kind"]) == (disposition, kind.value)
    assert len(await outside.told("channel.withdrawn.v1")) == 1


async def test_a_retracted_text_leaves_the_other_system(outside: Outside) -> None:
    policy = published(body="不该公开的内容")
    await outside.deliver(policy)
    await outside.deliver(withdrawn(policy.policy_id, kind=WithdrawalKind.RETRACTED))
    assert "不该公开的内容" not in str(outside.receiver.entries)
    assert await outside.look() == 0


async def test_while_it_is_down_nothing_is_lost(outside: Outside) -> None:
    policy = published()
    outside.receiver.down = True
    await outside.portal.deliver(policy)
    assert await outside.send() == 1
    await outside.look()
    [shown] = [each for each in await outside.parity() if each["channel"] == "district-cms"]
    assert (shown["equal"], shown["label"], shown["compared_at"]) == (0, "区政府门户", None)
    assert "503" in shown["problem"]
    outside.receiver.down = False
    outside.portal.clock.advance(timedelta(seconds=2))
    assert await outside.send() == 1
    assert outside.document(policy.policy_id)["revision"] == 1


async def test_an_answer_that_was_lost_does_no_harm(outside: Outside) -> None:
    """It was shown, but we never heard: the precondition fails, and the second try knows better."""
    policy = published()
    await outside.deliver(policy)
    await outside.portal.sql("UPDATE outside_entry SET revision = NULL, etag = NULL, due_at = '2026-01-01'")
    await outside.send()
    assert await outside.look() == 0
    assert await outside.portal.sql("SELECT count(*) FROM outside_entry WHERE due_at IS NULL") == [(1,)]


async def test_a_rebuild_takes_nothing_away_there(outside: Outside) -> None:
    policy = published()
    await outside.deliver(policy)
    await empty_projection(outside.portal.service)
    assert (await outside.look(), await outside.send()) == (0, 0)
    assert outside.document(policy.policy_id)["revision"] == 1
