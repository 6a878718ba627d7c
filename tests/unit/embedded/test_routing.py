"""The longest prefix decides who answers."""

import httpx
import pytest
from starlette.responses import PlainTextResponse

from huiqi.routing import PrefixRouter

ROUTER = PrefixRouter(
    {
        "/": PlainTextResponse("portal"),
        "/my": PlainTextResponse("matcher"),
        "/my/inbox": PlainTextResponse("notifier"),
        "/api/publisher/v1": PlainTextResponse("publisher"),
    }
)


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/", "portal"),
        ("/gov/policies/1", "portal"),
        ("/my", "matcher"),
        ("/my/", "matcher"),
        ("/my/matches/1", "matcher"),
        ("/my/inbox", "notifier"),
        ("/my/inbox/3", "notifier"),
        ("/my/inboxes", "matcher"),
        ("/api/publisher/v1/policies", "publisher"),
        ("/api/publisher/v10", "portal"),
    ],
)
async def test_the_longest_prefix_owns_the_path(path: str, owner: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(ROUTER), base_url="http://huiqi") as client:
        assert (await client.get(path)).text == owner
