"""Group robots, against a real HTTP server that answers as their services do."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from notifier.adapters.providers.robot import RobotProvider, cut
from notifier.domain.retry import NotNow, Outcome, Refused, Sent
from shared.clock import SystemClock
from shared.events import EndpointKind
from tests.integration.notifier.desk import VAULT
from tests.integration.notifier.parcels import LETTER, parcel
from tests.integration.notifier.sinks import HttpSink, http_sink

TOKEN = "0123456789abcdef"
SERVICES = {"wecombot": NotifyWeComBot, "dingtalk": NotifyDingTalk, "feishu": NotifyFeishu}


@pytest.fixture
async def sink(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HttpSink]:
    async with http_sink() as sink:
        for plugin in SERVICES.values():
            monkeypatch.setattr(plugin, "notify_url", sink.url("/robot"))
        sink.status = 200
        yield sink


async def tell(schema: str) -> Outcome:
    robot = parcel(EndpointKind.ROBOT, f"{schema}://…", VAULT.seal(f"{schema}://{TOKEN}"))
    return await RobotProvider(VAULT, clock=SystemClock()).send(robot, LETTER)


GONE, REFUSED, LATER, TAKEN = "gone", "refused", "later", "taken"


def meaning(outcome: Outcome) -> str:
    match outcome:
        case Sent():
            return TAKEN
        case Refused(gone=gone):
            return GONE if gone else REFUSED
        case NotNow(provider=provider):
            assert not provider
            return LATER


@pytest.mark.parametrize(
    ("schema", "status", "answer", "meant"),
    [
        ("wecombot", 200, {"errcode": 0, "errmsg": "ok"}, TAKEN),
        ("wecombot", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, GONE),
        ("wecombot", 200, {"errcode": 93008, "errmsg": "not in group"}, GONE),
        ("wecombot", 200, {"errcode": 44004, "errmsg": "empty text content"}, REFUSED),
        ("wecombot", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, LATER),
        ("wecombot", 200, {"errcode": -1, "errmsg": "system busy"}, LATER),
        ("dingtalk", 200, {"errcode": 0, "errmsg": "ok"}, TAKEN),
        ("dingtalk", 200, {"errcode": 300001, "errmsg": "token is not exist"}, GONE),
        ("dingtalk", 200, {"errcode": 400102, "errmsg": "机器人已停用"}, GONE),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "keywords not in content"}, REFUSED),
        ("dingtalk", 200, {"errcode": 410100, "errmsg": "发送速度太快而限流"}, LATER),
        ("dingtalk", 200, {"errcode": 987654, "errmsg": "nobody has heard of"}, LATER),
        ("feishu", 200, {"code": 0, "msg": "success"}, TAKEN),
        ("feishu", 200, {"StatusCode": 0, "StatusMessage": "success"}, TAKEN),
        ("feishu", 400, {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}, GONE),
        ("feishu", 200, {"code": 19024, "msg": "Key Words Not Found"}, REFUSED),
        ("feishu", 200, {"code": 9499, "msg": "Bad Request"}, REFUSED),
        ("feishu", 200, {"code": 9499, "msg": "too many request"}, LATER),
        ("feishu", 200, {"code": 11232, "msg": "frequency limited"}, LATER),
        ("feishu", 404, None, GONE),
        ("feishu", 403, None, REFUSED),
        ("feishu", 429, None, LATER),
        ("wecombot", 500, None, LATER),
        ("wecombot", 302, None, LATER),
        ("dingtalk", 503, {"errcode": 0}, LATER),
    ],
)
async def test_answers_are_told_apart(
    sink: HttpSink, schema: str, status: int, answer: dict[str, Any] | None, meant: str
) -> None:
    sink.status = status
    sink.answer_body = b"<html>" if answer is None else json.dumps(answer).encode()

    assert meaning(await tell(schema)) == meant


async def test_why_is_said_as_the_service_said_it(sink: HttpSink) -> None:
    sink.answer_body = b'{"errcode": 93000, "errmsg": "invalid webhook url"}'

    assert await tell("wecombot") == Refused("企业微信群机器人: 93000 invalid webhook url", gone=True)


async def test_a_wait_that_is_asked_for_is_known(sink: HttpSink) -> None:
    sink.status = 429
    sink.answer_headers = {"retry-after": "90"}
    outcome = await tell("feishu")

    assert isinstance(outcome, NotNow)
    assert outcome.retry_after is not None
    assert outcome.retry_after.total_seconds() == 90


async def test_no_answer_may_pass(sink: HttpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NotifyFeishu, "notify_url", "http://127.0.0.1:9/")

    assert meaning(await tell("feishu")) == LATER


async def test_many_at_once_hear_their_own_answers(sink: HttpSink) -> None:
    sink.answer_body = b'{"code": 0, "errcode": 93000}'
    told = await asyncio.gather(*(tell(schema) for schema in ["wecombot", "feishu"] * 10))

    assert [meaning(one) for one in told] == [GONE, TAKEN] * 10


def test_a_text_is_cut_between_characters() -> None:
    assert cut("惠企", 6) == "惠企"
    assert cut("惠企通知", 8) == "惠…"
