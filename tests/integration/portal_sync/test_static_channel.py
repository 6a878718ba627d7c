"""A channel of files: kept like every other channel, and given to operators as an archive."""

import io
import tarfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest

from portal_sync.handlers.compare_outside import compare_outside
from portal_sync.handlers.hand_over import hand_over
from portal_sync.main import build
from shared.events import WithdrawalKind
from tests.integration.portal_sync.conftest import Portal
from tests.support.identity import OPERATOR
from tests.support.policies import published, withdrawn

FILE = """
[[channel]]
name = "mirror"
kind = "static"
label = "镜像站"
address = "https://mirror.example.gov.cn"
folder = "{folder}"
takes = {{ named = ["government"] }}
"""


class Mirror:
    def __init__(self, portal: Portal, folder: Path) -> None:
        self.portal, self.folder, self.desk = portal, folder, portal.desk

    async def settle(self) -> int:
        tools, sent = self.desk.tools, 0
        rule = next(rule for rule in tools.site.rules if rule.outside)
        looked = await compare_outside(tools, self.desk.database, rule, tools.outside[rule.name])
        while handed := await hand_over(tools, self.desk.database, rule, tools.outside[rule.name]):
            sent += handed
        return looked + sent

    def files(self) -> dict[str, bytes]:
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
async def mirror(portal: Portal, tmp_path: Path) -> AsyncIterator[Mirror]:
    file, folder = tmp_path / "channels.toml", tmp_path / "site"
    file.write_text(FILE.format(folder=folder), encoding="utf-8")
    settings = portal.settings.model_copy(update={"channels_file": file})
    service = build(settings, portal.clock)
    portal.issuer.serves(service.app)
    yield Mirror(replace(portal, service=service, settings=settings), folder)
    await service.database.close()


async def test_a_policy_has_a_page_a_place_in_the_list_and_in_the_feed(mirror: Mirror) -> None:
    policy = published(title="<研发>补贴")
    await mirror.portal.deliver(policy)
    await mirror.settle()
    files = mirror.files()
    assert "&lt;研发&gt;补贴" in files[f"policies/{policy.policy_id}/index.html"].decode()
    assert f"policies/{policy.policy_id}/index.html" in files["index.html"].decode()
    feed: Any = feedparser.parse(files["feed.atom"])
    assert (feed.bozo, feed.entries[0].title) == (False, "<研发>补贴")
    assert "assets/huiqi.css" in files


@pytest.mark.parametrize("name", ["index.html", "entry.json", ""])
async def test_what_somebody_changed_in_the_folder_is_put_right(mirror: Mirror, name: str) -> None:
    policy = published()
    await mirror.portal.deliver(policy)
    await mirror.settle()
    before, folder = mirror.files(), mirror.folder / "policies" / str(policy.policy_id)
    if name:
        (folder / name).write_text("改过", encoding="utf-8")
    else:
        (folder / "index.html").unlink()
    assert await mirror.settle() == 2
    assert mirror.files() == before
    assert len(await mirror.portal.told("channel.drifted.v1")) == 1


async def test_a_retracted_text_is_in_no_file(mirror: Mirror) -> None:
    policy = published(body="不该公开的内容", summary="不该公开的概述")
    await mirror.portal.deliver(policy)
    await mirror.settle()
    await mirror.portal.deliver(withdrawn(policy.policy_id, kind=WithdrawalKind.RETRACTED))
    await mirror.settle()
    assert "不该公开".encode() not in b"".join(mirror.files().values())


async def test_the_archive_is_what_the_folder_would_be(mirror: Mirror) -> None:
    await mirror.portal.deliver(published(), published(document_number="普科委〔2026〕9号"))
    await mirror.settle()
    signed_in = mirror.portal.issuer.bearer(OPERATOR)
    address = "/api/portal/v1/ops/static-site?channel="
    answer = await mirror.portal.visitor.get(f"{address}government", headers=signed_in)
    assert answer.status_code == 200
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as archive:
        assert {each.name for each in archive if each.isfile()} == mirror.files().keys()
    assert (await mirror.portal.visitor.get(f"{address}nowhere", headers=signed_in)).status_code == 404
    assert (await mirror.portal.visitor.get(f"{address}government")).status_code == 401
