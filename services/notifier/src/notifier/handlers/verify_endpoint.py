"""Verifies that an endpoint is the enterprise's own and that what is sent there arrives."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.notices import VALID, Notice, trial, verification
from notifier.domain.people import Viewer
from notifier.domain.read import Endpoint
from notifier.domain.retry import NotNow, Outcome, Refused, Sent
from notifier.handlers.endpoint_ports import Announcers, Challenge
from notifier.handlers.ports import Desk, Tools
from shared.events import EndpointKind

DAY: Final = timedelta(days=1)
PAUSE: Final = timedelta(minutes=1)
# A day's most to one endpoint, to one address whoever entered it, and by one enterprise.
MOST_TO_ENDPOINT: Final = 5
MOST_TO_TARGET: Final = 10
MOST_OF_ENTERPRISE: Final = 30
MOST_WRONG: Final = 5


class NotAllowed(Exception):  # noqa: N818 (reads as a sentence where it is raised)
    """It cannot be done now; the text is a sentence in Chinese for whoever asked."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A notice that may go out, and the endpoint it goes to."""

    endpoint: Endpoint
    notice: Notice


async def prepare_verification(
    session: AsyncSession, viewer: Viewer, endpoint_id: UUID, *, tools: Tools, page: str
) -> Ready:
    """Make a code for an endpoint of the enterprise's own. Raises `NotAllowed`, LookupError for none such.

    `page` is the address of the page on which the code is entered.
    """
    desk = tools.desk(session)
    endpoint = await own_endpoint(desk, viewer, endpoint_id)
    code = f"{secrets.randbelow(10**6):06d}"
    if endpoint.kind is EndpointKind.WEBHOOK:
        code = secrets.token_urlsafe(24)
    identity = await _book(desk, endpoint, code)
    language = await _language(desk, endpoint)
    notice = verification(identity, endpoint.credit_code, code, f"{page}?code={code}", language)
    return Ready(endpoint, notice)


async def prepare_trial(
    session: AsyncSession, viewer: Viewer, endpoint_id: UUID, *, tools: Tools, page: str
) -> Ready:
    """Make a test notice for a verified endpoint of the enterprise's own. Raises as above."""
    desk = tools.desk(session)
    endpoint = await own_endpoint(desk, viewer, endpoint_id)
    if endpoint.verified_at is None or endpoint.ended_reason is not None:
        raise NotAllowed("这个接收方式还没有验证或已停用，请先验证。")
    language = await _language(desk, endpoint)
    return Ready(endpoint, trial(await _book(desk, endpoint, ""), page, language))


async def announce(ready: Ready, announcers: Announcers) -> Outcome:
    """Send a notice, outside of any transaction."""
    announcer = announcers.get(ready.endpoint.kind)
    if announcer is None:
        return Refused("这种接收方式暂未开通，请联系平台运维人员。")
    return await announcer.announce(ready.endpoint, ready.notice)


async def after_verification(session: AsyncSession, ready: Ready, outcome: Outcome, *, tools: Tools) -> bool:
    """Take note of what became of a code; tell whether the endpoint is verified by it already.

    A webhook shows by its answer that it agrees; all others by the code that a person enters.
    """
    if ready.endpoint.kind is not EndpointKind.WEBHOOK or not isinstance(outcome, Sent):
        return False
    await _verified(tools.desk(session), ready.endpoint)
    return True


async def confirm(
    session: AsyncSession, viewer: Viewer, endpoint_id: UUID, code: str, *, tools: Tools
) -> str | None:
    """Verify an endpoint by the code that was sent there; return why not, in a sentence, or None."""
    desk = tools.desk(session)
    endpoint = await own_endpoint(desk, viewer, endpoint_id)
    challenge = await desk.store.challenges.newest(endpoint_id)
    if challenge is None or challenge.expires_at <= desk.clock.now():
        return "验证码已过期，请重新发送。"
    if challenge.wrong_guesses >= MOST_WRONG:
        return "验证码错误次数过多，请重新发送。"
    if not hmac.compare_digest(challenge.code_digest, _digest(challenge.id, code)):
        await desk.store.challenges.count_wrong(challenge.id)
        return "验证码不正确，请核对后重新输入。"
    await _verified(desk, endpoint)
    return None


async def own_endpoint(desk: Desk, viewer: Viewer, endpoint_id: UUID) -> Endpoint:
    """Return an endpoint of the enterprise's or the viewer's own. Raises LookupError."""
    for endpoint in await desk.store.endpoints.of(viewer):
        if endpoint.id == endpoint_id:
            return endpoint
    raise LookupError(endpoint_id)


async def _language(desk: Desk, endpoint: Endpoint) -> str:
    chosen = await desk.store.preferences.of([endpoint.id])
    return chosen[endpoint.id].settings.language


async def _verified(desk: Desk, endpoint: Endpoint) -> None:
    """Whoever shows that mail arrives lifts a suppression of the address by that."""
    now = desk.clock.now()
    await desk.store.challenges.expire(endpoint.id, now)
    await desk.store.suppressions.lift(endpoint.kind, endpoint.address)
    await desk.store.endpoints.put(replace(endpoint, verified_at=now, ended_reason=None), now)


async def _book(desk: Desk, endpoint: Endpoint, code: str) -> UUID:
    now, target = desk.clock.now(), target_of(endpoint.kind, endpoint.address)
    sent = await desk.store.challenges.sendings(endpoint.credit_code, endpoint.id, target, now - DAY)
    if sent.latest is not None and now - sent.latest < PAUSE:
        raise NotAllowed("刚刚发送过，请 1 分钟后再试。")
    if (
        sent.to_endpoint >= MOST_TO_ENDPOINT
        or sent.to_target >= MOST_TO_TARGET
        or sent.of_enterprise >= MOST_OF_ENTERPRISE
    ):
        raise NotAllowed("今天发送的次数已达上限，请明天再试。")
    identity = uuid4()
    digest = _digest(identity, code) if code else ""
    await desk.store.challenges.add(
        Challenge(identity, endpoint.id, endpoint.credit_code, target, digest, now, now + VALID)
    )
    return identity


def target_of(kind: EndpointKind, address: str) -> str:
    """Return a digest of where something goes, the same for all who entered it."""
    return hashlib.sha256(f"{kind}|{address.lower()}".encode()).hexdigest()


def _digest(identity: UUID, code: str) -> str:
    return hashlib.sha256(f"{identity}|{code.strip()}".encode()).hexdigest()


def what_became(outcome: Outcome) -> str | None:
    """Return in a sentence why a notice did not go out, or None where it did."""
    match outcome:
        case Sent():
            return None
        case Refused(reason) | NotNow(reason):
            return f"没有送达，请检查地址后再试（{reason}）。"
