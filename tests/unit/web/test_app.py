"""Every answer of an application: problems, pages, headers, limits."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import structlog
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from structlog.testing import capture_logs

from shared.settings import ServiceSettings
from shared.web import Problem, create_app

PAGE = {"Accept": "text/html"}
JSON = {"Content-Type": "application/json"}
router = APIRouter()


class _Thing(BaseModel):
    count: int = Field(ge=1)
    title: str


@router.post("/api/test/v1/things", status_code=201)
async def make_thing(thing: _Thing) -> _Thing:
    return thing


@router.get("/pages/{number}")
async def read_page(number: int) -> int:
    return number


@router.get("/broken")
async def broken() -> None:
    raise RuntimeError("the password is 1234")


@router.get("/taken")
async def taken() -> None:
    raise Problem(409, "文件已发布。")


@router.post("/upload")
async def upload(request: Request) -> int:
    return len(await request.body())


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app("test", ServiceSettings(), max_body_bytes=1024 * 1024)
    app.include_router(router)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://localhost:8080"
    ) as made:
        yield made


async def test_an_unknown_address_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"status": 404, "title": "没有找到", "instance": "/nowhere"}.items() <= answer.json().items()


async def test_an_unknown_address_is_a_page_for_a_browser(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere", headers=PAGE)
    assert answer.status_code == 404
    assert "这个地址没有内容" in answer.text
    assert 'lang="zh-CN"' in answer.text


async def test_an_api_answers_a_browser_with_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/test/v1/nowhere", headers=PAGE)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("headers", [{}, PAGE])
async def test_what_nobody_foresaw_says_nothing_of_itself(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("info"))  # whatever others left
    with capture_logs() as lines:
        answer = await client.get("/broken", headers=headers)
    assert answer.status_code == 500
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["request failed"]
    assert "1234" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_problem_carries_its_sentence(client: httpx.AsyncClient) -> None:
    answer = await client.get("/taken")
    assert (answer.status_code, answer.json()["detail"]) == (409, "文件已发布。")


async def test_validation_names_every_place(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/test/v1/things", json={"count": 0})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"detail": "不能小于 1。", "pointer": "#/count"},
        {"detail": "缺少这一项。", "pointer": "#/title"},
    ]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"null", b'{"count": 1e400, "title": ""}']
)
async def test_a_body_that_is_not_what_was_asked_for_is_refused(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await client.post("/api/test/v1/things", content=body, headers=JSON)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_that_announces_too_much_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/upload", content=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json()["detail"] == "提交的内容不能超过 1 MiB。"


async def test_a_body_that_grows_too_large_is_refused(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 512 * 1024

    assert (await client.post("/upload", content=chunks())).status_code == 413


async def test_a_body_of_the_largest_size_is_taken(client: httpx.AsyncClient) -> None:
    assert (await client.post("/upload", content=b"x" * 1024 * 1024)).json() == 1024 * 1024


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "/pages/%00", b""),
        ("GET", "/pages/1?q=%00", b""),
        ("POST", "/api/test/v1/things", rb'{"count": 1, "title": "\u0000"}'),
    ],
)
async def test_a_nul_is_refused_wherever_it_hides(
    client: httpx.AsyncClient, method: str, url: str, body: bytes
) -> None:
    assert (await client.request(method, url, content=body, headers=JSON)).status_code == 400


async def test_head_answers_as_get_without_the_body(client: httpx.AsyncClient) -> None:
    answer = await client.head("/pages/1")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_a_page_forbids_inline_scripts_and_other_sites(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/nowhere", headers=PAGE)).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_each_page_has_its_own_nonce(client: httpx.AsyncClient) -> None:
    first, second = [
        (await client.get("/nowhere", headers=PAGE)).headers["content-security-policy"] for _ in range(2)
    ]
    assert first != second


async def test_pages_need_nothing_that_their_policy_forbids(client: httpx.AsyncClient) -> None:
    html = (await client.get("/nowhere", headers=PAGE)).text
    assert " style=" not in html
    assert " onclick=" not in html
    assert html.count("<script") == html.count('<script type="module" src="/assets/')


async def test_assets_of_a_page_are_there_for_good(client: httpx.AsyncClient) -> None:
    html = (await client.get("/nowhere", headers=PAGE)).text
    url = html.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = await client.get(url)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("url", ["/assets/old/huiqi.css", "/favicon.ico"])
async def test_an_asset_without_its_digest_is_not_kept_for_good(client: httpx.AsyncClient, url: str) -> None:
    answer = await client.get(url)
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["missing.css", "../app.py", "%2e%2e/app.py"])
async def test_assets_hold_nothing_else(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/assets/old/{name}", follow_redirects=True)).status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"), [("abcdef-123456", True), ("short", False), ("x" * 65, False), ("a\tb c;d{}", False)]
)
async def test_a_request_id_is_kept_where_it_is_safe(
    client: httpx.AsyncClient, given: str, kept: bool
) -> None:
    answer = await client.get("/pages/1", headers={"X-Request-ID": given})
    assert (answer.headers["x-request-id"] == given) is kept


async def test_a_wrong_method_says_which_are_right(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/taken")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_a_request_is_one_server_span(client: httpx.AsyncClient) -> None:
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from shared.telemetry import add_span_processor

    exporter = InMemorySpanExporter()
    add_span_processor(SimpleSpanProcessor(exporter))
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await client.get("/pages/1", headers={"traceparent": parent})
    spans: list[Any] = [span for span in exporter.get_finished_spans() if span.name == "GET /pages/{number}"]
    assert [format(span.context.trace_id, "032x") for span in spans] == ["0af7651916cd43dd8448eb211c80319c"]
