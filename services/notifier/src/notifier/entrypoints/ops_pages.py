"""Operators' pages of what could not be delivered: why, at whom, its trace, and sending it once more."""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from notifier.domain.failures import FATES, PROVIDERS, SPANS, Wanted
from notifier.domain.kinds import LABELS
from notifier.entrypoints.console_kit import ENDED
from notifier.entrypoints.cursors import cursor_at, position
from notifier.entrypoints.kit import Operator, UsingKit
from shared.db import after_commit
from shared.events import EndpointKind
from shared.web import see_other
from shared.web.problems import Problem

router = APIRouter(prefix="/ops/notices", include_in_schema=False)

A_PAGE: Final = 30
MOST_ENDED: Final = 200
MOST_SUPPRESSED: Final = 200
# What is sent again in one go; there may be more, and one goes on by pressing again.
MOST_REPLAYED: Final = 5000


async def _wanted(request: Request) -> Wanted:
    given = request.query_params if request.method == "GET" else await request.form()
    return Wanted.read({name: str(value) for name, value in given.items()})


Asked = Annotated[Wanted, Depends(_wanted)]


@dataclass(frozen=True, slots=True)
class Words:
    """What codes are called on these pages."""

    providers: dict[str, str]
    fates: dict[str, str]
    spans: dict[str, str]
    kinds: dict[str, str]
    ended: dict[str, str]


WORDS: Final = Words(PROVIDERS, FATES, SPANS, {kind.value: label for kind, label in LABELS.items()}, ENDED)


@router.get("")
async def failures(
    request: Request, kit: UsingKit, _: Operator, wanted: Asked, cursor: str | None = None
) -> Response:
    """What failed, by provider and reason, and each delivery of what is chosen, the latest first."""
    now, before = kit.tools.clock.now(), position(cursor)
    async with kit.database.transaction() as session:
        store = kit.tools.store(session).failures
        groups = await store.groups(wanted, now)
        found = await store.page(wanted, now, before, A_PAGE + 1)
    last = found[A_PAGE - 1] if len(found) > A_PAGE else None
    following = cursor_at((last.finished_at, last.id)) if last else ""
    context: dict[str, Any] = {
        "wanted": wanted,
        "groups": groups,
        "total": sum(group.count for group in groups),
        "live": sum(group.live for group in groups),
        "found": found[:A_PAGE],
        "next_href": f"/ops/notices?{wanted.query(cursor=following)}" if following else "",
        "words": WORDS,
    }
    return kit.templates.render(request, "ops_notices.html", **context)


@router.post("/replay")
async def replay_all(kit: UsingKit, _: Operator, wanted: Asked) -> Response:
    """Send once more all that was chosen, where the endpoint is still there."""
    async with kit.database.transaction() as session:
        desk = kit.tools.desk(session)
        count = await desk.store.failures.replay(wanted, desk.clock.now(), MOST_REPLAYED)
        after_commit(session, desk.wake)
    more = "，还有没轮到的，请稍后再次操作" if count == MOST_REPLAYED else ""
    said = f"已重新排队 {count} 条{more}。" if count else "没有可以重新发送的：接收方式都已停用。"
    return see_other(f"/ops/notices?{wanted.query()}", said)


@router.post("/{delivery_id}/replay")
async def replay_one(kit: UsingKit, _: Operator, delivery_id: str, wanted: Asked) -> Response:
    """Send one once more, under its id."""
    async with kit.database.transaction() as session:
        desk = kit.tools.desk(session)
        if not await desk.store.delivery_log.replay(_id(delivery_id), None, desk.clock.now()):
            raise Problem(404)
        after_commit(session, desk.wake)
    return see_other(f"/ops/notices?{wanted.query()}", "已重新排队发送。")


@router.get("/endpoints")
async def endpoints(request: Request, kit: UsingKit, _: Operator) -> Response:
    """Endpoints that ended, and addresses to which nothing goes any more, whoever enters them."""
    async with kit.database.transaction() as session:
        store = kit.tools.store(session)
        ended = await store.failures.ended(MOST_ENDED)
        suppressed = await store.suppressions.page("", MOST_SUPPRESSED)
    return kit.templates.render(
        request, "ops_notice_endpoints.html", ended=ended, suppressed=suppressed, words=WORDS
    )


@router.post("/endpoints/lift")
async def lift(request: Request, kit: UsingKit, _: Operator) -> Response:
    """Let an address be used again; who wants it verifies it anew."""
    form = await request.form()
    kind, address = str(form.get("kind", "")), str(form.get("address", ""))[:500]
    if kind not in set(EndpointKind):
        raise Problem(404)
    async with kit.database.transaction() as session:
        if not await kit.tools.store(session).suppressions.lift(EndpointKind(kind), address):
            raise Problem(404)
    return see_other("/ops/notices/endpoints", "已解除，重新验证后恢复使用。")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem(404) from error
