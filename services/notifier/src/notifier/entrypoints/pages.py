"""The enterprise's pages of messages and reminders."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from notifier.domain.arrivals import Place
from notifier.domain.kinds import LABELS, MessageKind
from notifier.domain.read import StoredMessage
from notifier.domain.windows import current_window
from notifier.entrypoints.calendar_api import calendar_url
from notifier.entrypoints.cursors import cursor_after, position
from notifier.entrypoints.kit import Kit, Member, UsingKit, own_code, person
from notifier.handlers.choose_language import language_of
from notifier.handlers.inbox import follow_link, links_of, open_message
from shared.clock import SHANGHAI
from shared.web.problems import Problem

router = APIRouter(include_in_schema=False)

A_PAGE = 20
MOST_REMINDERS = 200


@router.get("/my/inbox")
@router.get("/my/inbox/")
async def inbox(request: Request, kit: UsingKit, principal: Member) -> Response:
    """The inbox, newest first; all or unread, of one kind or any, with words in it."""
    code, asked = own_code(principal), request.query_params
    kind, search, cursor = asked.get("kind", ""), asked.get("q", "").strip()[:100], asked.get("cursor")
    wanted, unread_only = MessageKind(kind) if kind in LABELS else None, asked.get("show") == "unread"
    async with kit.database.transaction() as session:
        store = kit.tools.store(session)
        await store.people.members.join(person(principal), kit.tools.clock.now())
        language = await language_of(session, person(principal), tools=kit.tools)
        messages = store.messages
        # Before what is shown is read: what is shown and told again is recognised, a gap would not be.
        horizon = await kit.arrivals(session).horizon()
        found = await messages.page(
            code,
            before=position(cursor),
            limit=A_PAGE + 1,
            unread=unread_only,
            kind=wanted,
            search=search,
        )
        total, unread = await messages.count(code)
    chosen = {"kind": wanted.value if wanted else "", "q": search, "show": "unread" if unread_only else ""}
    more = {**chosen, "cursor": cursor_after(found[A_PAGE - 1])} if len(found) > A_PAGE else {}
    return kit.templates.render(
        request,
        "inbox.html",
        items=[(stored, _subject(kit, stored, language)) for stored in found[:A_PAGE]],
        next_href=f"/my/inbox/?{urlencode(more)}" if more else None,
        total=total,
        unread=unread,
        language=language,
        labels=LABELS,
        place=Place(horizon),
        live=not cursor and not any(chosen.values()),
        kind=chosen["kind"],
        q=search,
        show=chosen["show"],
    )


@router.get("/my/inbox/{message_id}")
async def message(request: Request, kit: UsingKit, principal: Member, message_id: str) -> Response:
    """One message; showing it opens it."""
    async with kit.database.transaction() as session:
        stored = await open_message(session, person(principal), _id(message_id), tools=kit.tools)
        store = kit.tools.store(session)
        policy = await store.policies.peek(stored.message.policy_id) if stored else None
        member = await store.people.members.of(own_code(principal), principal.subject)
    if stored is None:
        raise Problem(404, "没有这条消息，或者它不属于贵单位。")
    window = current_window(policy.windows if policy else (), kit.tools.clock.today())
    member = member or person(principal)
    day = stored.created_at.astimezone(SHANGHAI).date()
    letter = kit.letters.write(stored, day, member.language)
    counted = member.counts_clicks
    return kit.templates.render(
        request,
        "message.html",
        stored=stored,
        letter=letter,
        links={
            url: kit.links.address(own_code(principal), stored.id, number) if counted else url
            for number, url in enumerate(links_of(letter))
        },
        label=LABELS[stored.message.kind],
        window=window,
        withdrawn=policy.withdrawn if policy else False,
    )


@router.get("/my/inbox/to/{token}")
async def to(kit: UsingKit, principal: Member, token: str) -> Response:
    """Go where a message's link leads, noting that a member who agreed to it did."""
    link = kit.links.read(token)
    if link is None or link.credit_code != own_code(principal):
        raise Problem(404, "这个链接已失效，请从站内信重新打开。")
    async with kit.database.transaction() as session:
        address = await follow_link(
            session, link.credit_code, link.message_id, link.number, tools=kit.tools, letters=kit.letters
        )
    if address is None:
        raise Problem(404, "这个链接已失效，请从站内信重新打开。")
    return RedirectResponse(address, status_code=303)


@router.get("/my/reminders")
async def reminders(request: Request, kit: UsingKit, principal: Member) -> Response:
    """The deadlines that lie ahead, each with when it will be reminded of."""
    async with kit.database.transaction() as session:
        store = kit.tools.store(session)
        ahead = await store.reminders.upcoming(own_code(principal), MOST_REMINDERS)
        member = await store.people.members.of(own_code(principal), principal.subject)
    rounds: dict[tuple[UUID, str], list[object]] = {}
    for upcoming in ahead:
        rounds.setdefault((upcoming.policy_id, upcoming.closes_on.isoformat()), []).append(upcoming)
    key = member.calendar_key if member else None
    return kit.templates.render(
        request,
        "reminders.html",
        rounds=list(rounds.values()),
        calendar=calendar_url(kit, key) if key else "",
    )


def _subject(kit: Kit, stored: StoredMessage, language: str) -> str:
    return kit.letters.write(stored, stored.created_at.astimezone(SHANGHAI).date(), language).subject


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem(404, "没有这条消息，或者它不属于贵单位。") from error
