"""The API of messages, reminders, endpoints and preferences."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from notifier.adapters.vault import FernetVault
from tests.integration.notifier.desk import Desk, eligible
from tests.integration.notifier.site import API, ME, MINE, OPERATOR, THEIRS, make_app, program
from tests.support.identity import LocalIssuer

GOOD = {"kind": "email", "address": "a@example.com"}


@pytest.fixture
async def client(desk: Desk, local_issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with program(make_app(desk, local_issuer), local_issuer, ME) as client:
        yield client


@pytest.fixture
async def operator(desk: Desk, local_issuer: LocalIssuer) -> AsyncIterator[httpx.AsyncClient]:
    async with program(make_app(desk, local_issuer), local_issuer, OPERATOR) as client:
        yield client


async def messages(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(f"{API}/messages", params=query)
    items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
    return items


async def test_the_inbox_is_in_words(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.matches(eligible(MINE)))

    (message,) = await messages(client)
    assert message["subject"] == "您可以申报：普陀区研发费用补助实施细则（最高 50 万元）"
    assert "还剩 20 个工作日（4月17日截止）" in message["text"]
    (english,) = await messages(client, language="en")
    assert english["subject"].startswith("You may apply")


async def test_pages_follow_one_another(desk: Desk, client: httpx.AsyncClient) -> None:
    for _ in range(5):
        desk.policy_id = uuid4()
        await desk.take(desk.matches(eligible(MINE)))
        desk.clock.advance(timedelta(minutes=1))
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = (await client.get(f"{API}/messages", params={"limit": 2, "cursor": cursor})).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]

    assert len(seen) == len(set(seen)) == 5


async def test_opening_is_recorded_once(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    (message,) = await messages(client)
    assert message["opened_at"] is None

    first = await client.post(f"{API}/messages/{message['id']}/open")
    desk.clock.advance(timedelta(hours=1))
    second = await client.post(f"{API}/messages/{message['id']}/open")

    assert first.json()["opened_at"] == second.json()["opened_at"] is not None
    assert await desk.emitted("notification.opened.v1") == 1
    assert await messages(client, unread=True) == []
    assert (await client.get(f"{API}/messages/count")).json() == {"total": 1, "unread": 0}


async def test_reading_by_a_program_opens_nothing(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    (message,) = await messages(client)

    assert (await client.get(f"{API}/messages/{message['id']}")).json() == message


async def test_my_reminders(desk: Desk, client: httpx.AsyncClient) -> None:
    await desk.take(desk.matches(eligible(MINE, THEIRS)))
    await desk.arm()

    items = (await client.get(f"{API}/reminders")).json()["items"]
    assert [item["due_at"] for item in items] == [
        "2026-04-08T01:00:00Z", "2026-04-14T01:00:00Z", "2026-04-16T01:00:00Z",
    ]  # fmt: skip


async def test_a_webhook_shows_its_secret_once(client: httpx.AsyncClient) -> None:
    path, wanted = (
        f"{API}/enterprises/{MINE}/endpoints",
        [{"kind": "webhook", "address": "https://example.com/"}],
    )

    made = (await client.put(path, json=wanted)).json()["items"][0]
    again = (await client.put(path, json=wanted)).json()["items"][0]
    listed = (await client.get(path)).json()["items"][0]

    assert made["secret"].startswith("whsec_")
    assert (again["id"], again["secret"], listed["secret"]) == (made["id"], None, None)


async def test_a_secret_of_ones_own_is_kept_to_oneself(desk: Desk, client: httpx.AsyncClient) -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    wanted = [{"kind": "webhook", "address": "https://example.com/", "secret": secret}]

    answer = await client.put(f"{API}/enterprises/{MINE}/endpoints", json=wanted)

    assert secret not in answer.text
    ((kept,),) = await desk.rows("SELECT secret FROM endpoint")
    assert secret not in kept
    assert FernetVault("s" * 32).open(kept) == secret


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ([{"kind": "email", "address": "nobody"}], "#/0/address"),
        (
            [
                {"kind": "email", "address": "a@example.com"},
                {"kind": "webhook", "address": "https://10.0.0.1/"},
            ],
            "#/1/address",
        ),
        ([{"kind": "webhook", "address": "https://example.com/", "secret": "x"}], "#/0/secret"),
    ],
)
async def test_a_bad_endpoint_is_refused_whole(
    desk: Desk, client: httpx.AsyncClient, wanted: list[dict[str, str]], pointer: str
) -> None:
    answer = await client.put(f"{API}/enterprises/{MINE}/endpoints", json=wanted)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await desk.rows("SELECT * FROM endpoint") == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/messages?limit=0", None),
        ("GET", "/messages?limit=many", None),
        ("GET", "/messages?cursor=nonsense", None),
        ("GET", "/messages?cursor=é", None),
        ("GET", "/messages?cursor=MjAyNi0wMS0wMXw=", None),
        ("GET", "/messages?kind=nothing", None),
        ("GET", "/messages/not-an-id", None),
        ("PUT", f"/enterprises/{MINE}/endpoints", {"kind": "email"}),
        ("PUT", f"/enterprises/{MINE}/endpoints", [{"kind": "inbox", "address": "x"}]),
        ("PUT", f"/enterprises/{MINE}/endpoints", [{"kind": "email"}]),
        ("PUT", f"/enterprises/{MINE}/preferences", {"muted": ["nothing"]}),
        ("PUT", "/enterprises/short/preferences", {"muted": []}),
    ],
)
async def test_bad_input_is_a_problem(client: httpx.AsyncClient, method: str, path: str, body: Any) -> None:
    answer = await client.request(method, f"{API}{path}", json=body)

    assert answer.status_code == 422
    assert answer.json()["detail"]


async def test_muted_kinds(client: httpx.AsyncClient) -> None:
    path = f"{API}/enterprises/{MINE}/preferences"
    await client.put(path, json={"muted": ["opening", "deadline", "opening"]})

    assert (await client.get(path)).json() == {"muted": ["deadline", "opening"]}


async def test_an_operator_counts_and_sets(desk: Desk, operator: httpx.AsyncClient) -> None:
    await desk.take(desk.matches(eligible(MINE, THEIRS)))
    counted = await operator.get(f"{API}/messages/counts", params={"policy_id": str(desk.policy_id)})
    other = await operator.get(f"{API}/messages/counts", params={"policy_id": str(uuid4())})
    wanted = [{"kind": "email", "address": "one@example.com"}]

    assert counted.json() == {"total": 2, "kinds": {"new_match": 2}}
    assert other.json()["total"] == 0
    assert (await operator.put(f"{API}/enterprises/{MINE}/endpoints", json=wanted)).status_code == 200
