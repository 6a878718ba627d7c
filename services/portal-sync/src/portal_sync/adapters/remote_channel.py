"""A channel in another system, over HTTP, as docs/remote-channel.md says."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from portal_sync.adapters.signed_http import SignedClient
from portal_sync.domain.entry import Shown
from portal_sync.domain.entry_document import entry_document
from portal_sync.domain.handover import Handover, Held, Outcome
from portal_sync.handlers.ports import Outside

_PAGE: Final = 500
_ASKED_AT_ONCE: Final = 50
_MOST_BYTES: Final = 4 * 1024 * 1024
_DONE: Final = frozenset({200, 201, 204})
_STALE: Final = 412


class State(BaseModel):
    """What the other system says that it shows of a policy."""

    policy_id: UUID
    revision: int
    content_hash: str | None
    withdrawal_hash: str | None
    etag: str

    @property
    def held(self) -> Held:
        return Held(Shown(self.revision, self.content_hash, self.withdrawal_hash), self.etag)


class Result(BaseModel):
    """What became of one operation; `entry` is what is shown after it."""

    policy_id: UUID
    status: int
    entry: State | None = None
    problem: str = ""


class Results(BaseModel):
    """The answer to a batch."""

    results: list[Result]


class Listing(BaseModel):
    """A page of what is shown; `next` begins the next one."""

    items: list[State]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class _Operation:
    """One PUT or DELETE, whose precondition is the etag of what is known to stand there."""

    policy_id: UUID
    over: str | None
    document: bytes | None

    def as_json(self) -> bytes:
        plain = {
            "method": "DELETE" if self.document is None else "PUT",
            "policy_id": str(self.policy_id),
            "if_match": self.over,
        }
        head = json.dumps(plain).encode()
        return head if self.document is None else head[:-1] + b', "entry": ' + self.document + b"}"


class RemoteChannel:
    """Implements `OutsideChannel`. Everything may be sent again: an operation says what it is to replace."""

    def __init__(self, name: str, client: SignedClient, source_address: str) -> None:
        """`source_address` is where this site shows a policy, with {policy_id} in it."""
        self.name = name
        self._client = client
        self._source_address = source_address

    async def put(self, handovers: Sequence[Handover]) -> Sequence[Outcome]:
        return await self._carry_out([self._operation(each) for each in handovers])

    async def remove(self, handovers: Sequence[Handover]) -> Sequence[Outcome]:
        return await self._carry_out([_Operation(each.policy_id, each.over, None) for each in handovers])

    async def list(self, policy_ids: Collection[UUID] | None = None) -> Mapping[UUID, Held]:
        if policy_ids is None:
            return {state.policy_id: state.held for state in await self._all()}
        wanted, found = [str(policy_id) for policy_id in policy_ids], []
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            query = urlencode([("policy_id", each) for each in wanted[start : start + _ASKED_AT_ONCE]])
            found += (await self._page(f"/entries?{query}")).items
        return {state.policy_id: state.held for state in found}

    async def _all(self) -> Sequence[State]:
        found: list[State] = []
        after: str | None = ""
        while after is not None:
            page = await self._page(f"/entries?{urlencode({'after': after, 'limit': _PAGE})}")
            found += page.items
            if page.next is not None and page.next <= after:
                raise Outside("对方系统的列表没有尽头。")
            after = page.next
        return found

    async def _page(self, target: str) -> Listing:
        answer = await self._client.send("GET", target)
        if answer.status_code != httpx.codes.OK:
            raise Outside(_refused(answer))
        page: Listing = _read(_LISTING, answer)
        return page

    async def _carry_out(self, operations: Sequence[_Operation]) -> Sequence[Outcome]:
        outcomes: list[Outcome] = []
        for chosen in _parts(operations):
            try:
                outcomes += await self._send(chosen)
            except Outside as problem:
                if not outcomes:
                    raise
                # What went before it is done, and must be known to be.
                outcomes += [Outcome(each.policy_id, problem=str(problem)) for each in chosen]
        return outcomes

    async def _send(self, operations: Sequence[_Operation]) -> Sequence[Outcome]:
        if len(operations) == 1:
            return [await self._send_one(operations[0])]
        body = b'{"operations": [' + b", ".join(each.as_json() for each in operations) + b"]}"
        answer = await self._client.send("POST", "/batch", body)
        if answer.status_code != httpx.codes.OK:
            raise Outside(_refused(answer))
        results = {result.policy_id: result for result in _read(_RESULTS, answer).results}
        unanswered = Result(policy_id=UUID(int=0), status=0, problem="对方系统没有说明处理结果。")
        return [_outcome(each.policy_id, results.get(each.policy_id, unanswered)) for each in operations]

    async def _send_one(self, operation: _Operation) -> Outcome:
        method = "DELETE" if operation.document is None else "PUT"
        condition = {"If-None-Match": "*"} if operation.over is None else {"If-Match": operation.over}
        target = f"/entries/{operation.policy_id}"
        answer = await self._client.send(method, target, operation.document or b"", condition)
        if answer.status_code == httpx.codes.NO_CONTENT or not answer.content:
            result = Result(policy_id=operation.policy_id, status=answer.status_code)
        else:
            result = _read(_RESULT, answer)
        if answer.status_code not in {*_DONE, _STALE}:
            return Outcome(operation.policy_id, problem=_refused(answer))
        return _outcome(operation.policy_id, result.model_copy(update={"status": answer.status_code}))

    def _operation(self, handover: Handover) -> _Operation:
        assert handover.entry is not None
        address = self._source_address.replace("{policy_id}", str(handover.policy_id))
        document = json.dumps(entry_document(handover.entry, address), ensure_ascii=False).encode()
        return _Operation(handover.policy_id, handover.over, document)


def _outcome(policy_id: UUID, result: Result) -> Outcome:
    held = result.entry.held if result.entry is not None else None
    if result.status == _STALE:
        return Outcome(policy_id, held, stale=True)
    if result.status in _DONE:
        return Outcome(policy_id, held)
    return Outcome(policy_id, problem=result.problem or f"对方系统拒绝了（HTTP {result.status}）。")


def _parts(operations: Sequence[_Operation]) -> Iterator[list[_Operation]]:
    """Cut where a request would become too large."""
    part: list[_Operation] = []
    size = 0
    for operation in operations:
        length = len(operation.document or b"")
        if part and size + length > _MOST_BYTES:
            yield part
            part, size = [], 0
        part.append(operation)
        size += length
    if part:
        yield part


_RESULT: Final = TypeAdapter(Result)
_RESULTS: Final = TypeAdapter(Results)
_LISTING: Final = TypeAdapter(Listing)


def _read(adapter: TypeAdapter[Any], answer: httpx.Response) -> Any:  # noqa: ANN401 (what the adapter makes)
    try:
        return adapter.validate_json(answer.content)
    except ValidationError as error:
        raise Outside("对方系统的回答格式不对。") from error


def _refused(answer: httpx.Response) -> str:
    return f"对方系统拒绝了请求（HTTP {answer.status_code}）。"
