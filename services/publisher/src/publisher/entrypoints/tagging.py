"""Answers with an entity tag: whoever has it already is told so, and nothing more (RFC 9110, 13.1.2)."""

import hashlib
from typing import Annotated

from fastapi import Header
from fastapi.responses import Response
from pydantic import BaseModel

IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", description="上次得到的 ETag；没有变化的，回答 304")
]
NOT_MODIFIED: dict[int | str, dict[str, object]] = {304: {"description": "没有变化"}}


def tagged(answer: BaseModel, if_none_match: str | None, tag: str | None = None) -> Response:
    """The answer as JSON under `tag`, by default one made of what it says; 304 for who has it."""
    body = answer.model_dump_json().encode()
    own = tag or f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # What one person may see or do is not for a cache that others share.
    headers = {"ETag": own, "Cache-Control": "private, no-cache"}
    if _has(if_none_match, own):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _has(if_none_match: str | None, tag: str) -> bool:
    if if_none_match is None:
        return False
    known = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in known or tag in known
