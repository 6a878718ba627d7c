"""A notifier in one hand: its database, a clock that tests move, and its handlers, without a broker."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from huiqi.sample.credit_codes import credit_code
from notifier.adapters.letters import JinjaLetters
from notifier.adapters.repositories import open_store
from notifier.adapters.vault import FernetVault
from notifier.domain import changes
from notifier.domain.endpoints import Wanted
from notifier.domain.read import Endpoint, Parcel
from notifier.domain.retry import Outcome, Sent
from notifier.entrypoints.reminding import ArmingLoop, ReminderLoop
from notifier.entrypoints.subscriptions import subscriptions
from notifier.entrypoints.workers import Bell, DeliveryLoop
from notifier.handlers.deliver import Courier
from notifier.handlers.ports import Letters, Provider, Tools
from notifier.handlers.save_endpoints import EndpointRules, save_endpoints
from shared.clock import MovableClock
from shared.db import Database
from shared.events import (
    Department,
    EndpointKind,
    MatchChange,
    MatchesChanged,
    PolicyBrief,
    PolicyPublished,
    PolicyWithdrawn,
    Verdict,
    Window,
    WithdrawalKind,
    content_hash,
)
from shared.events.base import Event
from shared.events.topics import example_of

SECRETS_KEY = "a key for the tests"
VAULT = FernetVault(SECRETS_KEY)
START = datetime(2026, 3, 20, 2, tzinfo=UTC)
WINDOW = Window(first=date(2026, 3, 2), last=date(2026, 4, 17))
ISSUER = Department(code="KW", name="普陀区科学技术委员会")
TITLE = "普陀区研发费用补助实施细则"


def code(number: int) -> str:
    """A credit code of an enterprise of this test's own."""
    return credit_code("310107", number)


def brief(*windows: Window, title: str = TITLE) -> PolicyBrief:
    return PolicyBrief(
        title=title,
        document_number="普科委〔2026〕8号",
        issuer=ISSUER,
        theme="technology",
        amount_text="最高 50 万元",
        windows=windows,
    )


def change(credit_code: str, revision: int, verdict: Verdict, **given: Any) -> MatchChange:
    known = {"enterprise_name": "芷兰科技有限公司", "profile_revision": 1, **given}
    return MatchChange(credit_code=credit_code, revision=revision, verdict=verdict, **known)


def eligible(*codes: str, revision: int = 1) -> list[MatchChange]:
    return [change(one, revision, Verdict.ELIGIBLE) for one in codes]


def ineligible(*codes: str, revision: int = 2) -> list[MatchChange]:
    return [change(one, revision, Verdict.INELIGIBLE) for one in codes]


def _as_read(event: Event) -> Event:
    if type(event) is not MatchesChanged:
        return event
    return changes.MatchesChanged.model_validate_json(event.model_dump_json())


class Recorder:
    """A provider that keeps what it was given and answers as told."""

    def __init__(self) -> None:
        self.sent: list[Parcel] = []
        self.answers: list[Outcome] = []

    async def send(self, parcel: Parcel, letter: object) -> Outcome:
        self.sent.append(parcel)
        return self.answers.pop(0) if self.answers else Sent()


@dataclass
class Desk:
    """One notifier over one database."""

    database: Database
    clock: MovableClock = field(default_factory=lambda: MovableClock(START))
    policy_id: UUID = field(default_factory=uuid4)
    recorder: Recorder = field(default_factory=Recorder)
    providers: dict[EndpointKind, Provider] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bell = Bell()
        self.tools = Tools(self.clock, open_store, self.bell.ring)
        letters: Letters = JinjaLetters("https://huiqi.example.com")
        providers = {EndpointKind.EMAIL: self.recorder, EndpointKind.WEBHOOK: self.recorder, **self.providers}
        courier = Courier(self.database, self.tools, letters, providers, jitter=lambda: 0.0)
        self.deliveries = DeliveryLoop(courier, self.bell)
        self.reminders = ReminderLoop(self.database, self.tools)
        self.arming = ArmingLoop(self.database, self.tools)
        self._handlers: dict[type[Event], Callable[..., Awaitable[None]]] = {}
        self._batch_handlers: dict[type[Event], Callable[..., Awaitable[None]]] = {}
        for subscription in subscriptions(self.tools):
            self._handlers.update(subscription.handlers)
            self._batch_handlers.update(subscription.batch_handlers)

    async def take(self, *events: Event) -> None:
        """Handle each event in a transaction of its own, as the kit does, its guards left out."""
        for event in map(_as_read, events):
            async with self.database.transaction() as session:
                if type(event) in self._batch_handlers:
                    await self._batch_handlers[type(event)](session, [event])
                else:
                    await self._handlers[type(event)](session, event)

    async def take_at_once(self, *events: Event) -> None:
        await asyncio.gather(*(self.take(event) for event in events))

    def matches(
        self, changes: Sequence[MatchChange], *windows: Window, revision: int = 1, withdrawn: bool = False
    ) -> MatchesChanged:
        return MatchesChanged(
            policy_id=self.policy_id,
            policy_revision=revision,
            shard=0,
            as_of=self.clock.today(),
            policy=brief(*(windows or (WINDOW,))),
            changes=tuple(changes),
            withdrawn=withdrawn,
        )

    def published(self, *windows: Window, revision: int = 1) -> PolicyPublished:
        event = PolicyPublished.model_validate(example_of(PolicyPublished))
        benefit = event.content.benefit
        assert benefit is not None
        benefit = benefit.model_copy(update={"windows": windows or (WINDOW,)})
        content = event.content.model_copy(update={"benefit": benefit, "title": TITLE})
        return event.model_copy(
            update={
                "policy_id": self.policy_id,
                "revision": revision,
                "content": content,
                "content_hash": content_hash(content),
            }
        )

    def withdrawn(self, revision: int = 2) -> PolicyWithdrawn:
        return PolicyWithdrawn(
            policy_id=self.policy_id,
            revision=revision,
            withdrawn_at=self.clock.now(),
            kind=WithdrawalKind.REPEALED,
            reason="上位文件已废止。",
            title=TITLE,
            document_number="普科委〔2026〕8号",
            issuer=ISSUER,
            channels=("government", "business"),
        )

    async def wants(self, credit_code: str, *addresses: str) -> list[Endpoint]:
        """Give an enterprise endpoints: a mail address or a URL each."""
        wanted = [
            Wanted(EndpointKind.EMAIL if "://" not in address else EndpointKind.WEBHOOK, address)
            for address in addresses
        ]
        async with self.database.transaction() as session:
            rules = EndpointRules(VAULT, allow_private=True, vouched=True)
            saved = await save_endpoints(session, credit_code, wanted, tools=self.tools, rules=rules)
        return [endpoint for endpoint, _ in saved]

    async def deliver(self) -> int:
        """Deliver what is due now; return how many attempts that were."""
        started = await self.deliveries.step()
        await self.deliveries.settle()
        return started

    async def arm(self) -> None:
        """Schedule the reminders of all who wait for it."""
        while await self.arming.step():
            pass

    async def remind(self) -> int:
        await self.arm()
        return await self.reminders.step()

    async def rows(self, query: str, **given: object) -> list[tuple[Any, ...]]:
        async with self.database.transaction() as session:
            return [tuple(row) for row in await session.execute(text(query), given)]

    async def kinds(self, credit_code: str | None = None) -> list[str]:
        """The kinds of messages, in the order of their creation."""
        whose = "CAST(:code AS text) IS NULL OR credit_code = :code"
        query = f"SELECT kind FROM message WHERE {whose} ORDER BY created_at, kind"
        return [kind for (kind,) in await self.rows(query, code=credit_code)]

    async def pending(self) -> list[tuple[Any, ...]]:
        await self.arm()
        return await self.rows(
            "SELECT kind, deadline, days_before FROM reminder WHERE state = 'pending' ORDER BY due_at"
        )

    async def emitted(self, event_type: str) -> int:
        query = "SELECT count(*) FROM outbox WHERE headers->>'ce_type' = :type"
        return int((await self.rows(query, type=event_type))[0][0])
