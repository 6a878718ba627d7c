"""Messages that survive one redirect."""

import base64

import pytest
from starlette.requests import Request

from shared.web.flash import Flash, read_flashes, see_other


def _request(cookie: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", cookie.encode())]})


def test_a_message_comes_back_on_the_next_request() -> None:
    cookie = see_other("/my/", "已保存。").headers["set-cookie"].partition(";")[0]
    assert read_flashes(_request(cookie)) == [Flash("已保存。", "good")]


def test_no_message_sets_no_cookie() -> None:
    assert "set-cookie" not in see_other("/my/").headers


@pytest.mark.parametrize("content", [b"{", b"[1]", b'[{"tone": 1}]', b"\xff", b'{"text": "x"}', b"null"])
def test_nonsense_is_no_message(content: bytes) -> None:
    cookie = f"huiqi_flash={base64.urlsafe_b64encode(content).decode()}"
    assert read_flashes(_request(cookie)) == []


def test_an_unknown_tone_is_harmless() -> None:
    content = base64.urlsafe_b64encode('[{"text": "好", "tone": "x onload="}]'.encode()).decode()
    assert read_flashes(_request(f"huiqi_flash={content}"))[0].tone == "info"
