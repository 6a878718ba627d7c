"""The API of messages and reminders: an enterprise sees its own, an operator counts."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from notifier.domain.read import StoredMessage
from notifier.entrypoints.bodies import (
    CountOut,
    CountsOut,
    InboxQuery,
    MessageOut,
    MessagesOut,
    ReminderOut,
    RemindersOut,
)
from notifier.entrypoints.cursors import cursor_after, position
from notifier.entrypoints.kit import Kit, Member, Operator, UsingKit, own_code, person
from notifier.handlers.choose_language import language_of
from notifier.handlers.inbox import open_message
from shared.clock import SHANGHAI
from shared.web.problems import Problem

router = APIRouter(prefix="/api/notifier/v1", tags=["messages"])

Language = Annotated[Literal["zh", "en"] | None, Query()]
MOST_REMINDERS = 200


@router.get("/messages")
async def list_messages(
    kit: UsingKit, principal: Member, query: Annotated[InboxQuery, Query()]
) -> MessagesOut:
    """The caller's own inbox, newest first."""
    before, limit = position(query.cursor), query.limit
    async with kit.database.transaction() as session:
        found = await kit.tools.store(session).messages.page(
            own_code(principal),
            before=before,
            limit=limit + 1,
            unread=query.unread,
            kind=query.kind,
            search=query.search,
        )
        language = query.language or await language_of(session, person(principal), tools=kit.tools)
    items = [_in_words(kit, stored, language) for stored in found[:limit]]
    return MessagesOut(items=items, next=cursor_after(found[limit - 1]) if len(found) > limit else None)


@router.get("/messages/count")
async def count_messages(kit: UsingKit, principal: Member) -> CountOut:
    """How many messages the caller's enterprise has, and how many nobody opened."""
    async with kit.database.transaction() as session:
        total, unread = await kit.tools.store(session).messages.count(own_code(principal))
    return CountOut(total=total, unread=unread)


@router.get("/messages/counts")
async def count_all_messages(kit: UsingKit, _: Operator, policy_id: UUID | None = None) -> CountsOut:
    """For operators: how many messages there are of each kind, about one policy or all."""
    async with kit.database.transaction() as session:
        kinds = await kit.tools.store(session).messages.count_all(policy_id)
    return CountsOut(total=sum(kinds.values()), kinds=kinds)


@router.get("/messages/{message_id}")
async def read_message(
    kit: UsingKit, principal: Member, message_id: UUID, language: Language = None
) -> MessageOut:
    """One message of the caller's own. Reading it here does not open it."""
    async with kit.database.transaction() as session:
        stored = await kit.tools.store(session).messages.get(own_code(principal), message_id)
        spoken = language or await language_of(session, person(principal), tools=kit.tools)
    return _in_words(kit, _found(stored), spoken)


@router.post("/messages/{message_id}/open")
async def open_one(
    kit: UsingKit, principal: Member, message_id: UUID, language: Language = None
) -> MessageOut:
    """Record that a person opened the message; again changes nothing."""
    async with kit.database.transaction() as session:
        stored = await open_message(session, person(principal), message_id, tools=kit.tools)
        spoken = language or await language_of(session, person(principal), tools=kit.tools)
    return _in_words(kit, _found(stored), spoken)


@router.get("/reminders")
async def list_reminders(kit: UsingKit, principal: Member) -> RemindersOut:
    """The caller's reminders that lie ahead."""
    async with kit.database.transaction() as session:
        ahead = await kit.tools.store(session).reminders.upcoming(own_code(principal), MOST_REMINDERS)
    return RemindersOut(items=[ReminderOut.of(upcoming) for upcoming in ahead])


def _found(stored: StoredMessage | None) -> StoredMessage:
    if stored is None:
        raise Problem(404, "没有这条消息，或者它不属于贵单位。")
    return stored


def _in_words(kit: Kit, stored: StoredMessage, language: str) -> MessageOut:
    day = stored.created_at.astimezone(SHANGHAI).date()
    return MessageOut.of(stored, kit.letters.write(stored, day, language))
