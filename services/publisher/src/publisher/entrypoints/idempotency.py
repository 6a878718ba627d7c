"""Requests that carry an Idempotency-Key: done once, answered the same however often they come."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from publisher.entrypoints.desk import Desk
from publisher.handlers.ports import Answer, Unit
from shared.identity import Principal

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        description="同一个键的请求只执行一次，重复发送得到同样的回答。",
    ),
]


async def answer_once(
    desk: Desk,
    principal: Principal,
    request: Request,
    key: str | None,
    act: Callable[[Unit], Awaitable[tuple[int, BaseModel]]],
    *,
    said: bytes | None = None,
) -> JSONResponse:
    """Do `act` in one transaction, together with keeping its answer where the request carries a key.

    `said` stands for the body where a form was read from it, which can be read but once.
    """
    async with desk.units() as unit:
        if key is None:
            status, body = await act(unit)
            return JSONResponse(body.model_dump(mode="json"), status)
        digest = _digest(request, await request.body() if said is None else said)
        answer = await unit.keys.claim(principal.subject, key, digest)
        if answer is None:
            status, body = await act(unit)
            answer = Answer(status, body.model_dump(mode="json"))
            await unit.keys.keep(principal.subject, key, answer)
    return JSONResponse(answer.body, answer.status)


def _digest(request: Request, body: bytes) -> str:
    """What tells one request from another: its method, address and body."""
    return hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).hexdigest()
