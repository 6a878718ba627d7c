"""The reference receiver of a remote channel (docs/remote-channel.md): a content system in fifty lines.

It keeps each entry's document as it was given, and computes what it says of it from what it keeps: whoever
edits an entry behind our back changes its hash and its etag.
"""

import hmac
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import uvicorn
from standardwebhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal_sync.domain.entry_document import etag_of
from shared.events import PolicyContent, canonical_hash, content_hash
from tests.support.serving import serving

SECRET = "whsec_c2VjcmV0IG9mIHRoZSByZWZlcmVuY2UgcmVjZWl2ZXI="
Json = dict[str, Any]


@dataclass
class Receiver:
    """`entries` are the documents by policy id; while `down` it answers 503, `requests` counts all."""

    entries: dict[str, Json] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    down: bool = False

    def state(self, policy_id: str) -> Json | None:
        """What is shown of a policy, with hashes computed from it now."""
        document = self.entries.get(policy_id)
        if document is None:
            return None
        content, withdrawal = document["content"], document["withdrawal"]
        return {
            "policy_id": policy_id,
            "revision": document["revision"],
            "content_hash": content and content_hash(PolicyContent.model_validate(content)),
            "withdrawal_hash": withdrawal and canonical_hash(withdrawal),
            "etag": etag_of(document["revision"], document),
        }

    def carry_out(self, operation: Json) -> tuple[int, Json | None]:
        """PUT or DELETE, if what is shown is what the sender says that it replaces."""
        policy_id, held = operation["policy_id"], self.state(operation["policy_id"])
        if (held and held["etag"]) != operation["if_match"]:
            return 412, held
        if operation["method"] == "DELETE":
            self.entries.pop(policy_id, None)
            return 204, None
        self.entries[policy_id] = operation["entry"]
        return 200 if held else 201, self.state(policy_id)

    def application(self) -> Starlette:
        """The HTTP side."""
        return Starlette(
            routes=[
                Route("/entries/{policy_id}", self._one, methods=["PUT", "DELETE"]),
                Route("/entries", self._list),
                Route("/batch", self._batch, methods=["POST"]),
            ]
        )

    async def _one(self, request: Request) -> Response:
        if refused := await self._refused(request):
            return refused
        entry = await request.json() if request.method == "PUT" else None
        policy_id, if_match = request.path_params["policy_id"], request.headers.get("if-match")
        operation = {"method": request.method, "policy_id": policy_id, "if_match": if_match, "entry": entry}
        status, state = self.carry_out(operation)
        if status == 204:
            return Response(status_code=204)
        return JSONResponse({"policy_id": policy_id, "status": status, "entry": state}, status)

    async def _batch(self, request: Request) -> Response:
        if refused := await self._refused(request):
            return refused
        results = []
        for operation in (await request.json())["operations"]:
            status, state = self.carry_out(operation)
            results.append({"policy_id": operation["policy_id"], "status": status, "entry": state})
        return JSONResponse({"results": results})

    async def _list(self, request: Request) -> Response:
        if refused := await self._refused(request):
            return refused
        if wanted := request.query_params.getlist("policy_id"):
            return JSONResponse({"items": [self.state(each) for each in wanted if each in self.entries]})
        limit, after = int(request.query_params["limit"]), request.query_params["after"]
        page = sorted(each for each in self.entries if each > after)[:limit]
        items = [self.state(each) for each in page]
        return JSONResponse({"items": items, "next": page[-1] if len(page) == limit else None})

    async def _refused(self, request: Request) -> Response | None:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        self.requests.append(f"{request.method} {target}")
        signed = f"{request.method} {target}\n{(await request.body()).decode()}"
        message, moment = request.headers["webhook-id"], request.headers["webhook-timestamp"]
        # A real receiver also refuses a moment more than five minutes from its own.
        moment_signed = datetime.fromtimestamp(int(moment), UTC)
        expected = Webhook(SECRET).sign(message, moment_signed, signed)
        if not hmac.compare_digest(expected, request.headers["webhook-signature"]):
            return JSONResponse({"title": "signature"}, 401)
        return JSONResponse({"title": "down"}, 503) if self.down else None


@asynccontextmanager
async def running_receiver() -> AsyncIterator[tuple[Receiver, str]]:
    """Run a receiver on this machine; yield it with its address."""
    receiver = Receiver()
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(receiver.application(), log_config=None, lifespan="off")
    async with serving(config, listening):
        yield receiver, f"http://127.0.0.1:{listening.getsockname()[1]}"
