"""One consistent history through every topic: what each service would hear in a busy spring.

A new event type needs its place here; `test_nothing_is_left_out` says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from huiqi.sample.credit_codes import credit_code
from shared.events import (
    ApplicationProgressed,
    ApplicationState,
    ChannelDrifted,
    ChannelMirrored,
    ChannelWithdrawn,
    EndpointKind,
    EnterpriseProfiled,
    EnterpriseRemoved,
    Event,
    GazetteDocument,
    GazetteIssued,
    MatchChange,
    MatchesChanged,
    NotificationDelivered,
    NotificationFailed,
    NotificationOpened,
    PolicyPublished,
    PolicyWithdrawn,
    ResultEntry,
    Verdict,
    Window,
)
from shared.messaging.cloudevents import encode
from shared.messaging.parking import Record
from tests.support.matcher import CRITERIA, ELSEWHERE, FITTING, UNCLEAR
from tests.support.policies import announced, finalised, make_benefit, published, withdrawn

NOW: Final = datetime(2026, 3, 18, 2, tzinfo=UTC)
LEFT: Final = NOW - timedelta(minutes=1)
MOVED: Final = Window(first=date(2026, 3, 2), last=date(2026, 5, 15))

_NAMES: Final = UUID("5a5f7c1e-0c0b-4f0c-9a51-2f6f6d1f7a10")
STAYS, MOVES, ENDS, DOCUMENT = (uuid5(_NAMES, name) for name in ("stays", "moves", "ends", "document"))
# In the order of what becomes of them.
ONE, TWO, THREE, LEAVES, RETURNS = (credit_code("310107", number) for number in range(501, 506))


@dataclass(frozen=True)
class Told:
    """An event under the id with which its owner sent it."""

    event_id: UUID
    event: Event

    def record(self, *, event_id: UUID | None = None) -> Record:
        """The event as the broker hands it over."""
        headers = encode(self.event, event_id=event_id or self.event_id, source="test", time=NOW, trace={})
        value = self.event.model_dump_json().encode()
        return Record(self.event.topic, 0, 0, self.event.key.encode(), value, headers)


def history() -> list[Told]:
    """Every event, in the order in which it happened, each under an id that is always the same."""
    events = [
        *_profiles(),
        *_policies(),
        *_matches(),
        *_applications(),
        *_results(),
        *_messages(),
        *_channels(),
        *_gazettes(),
        *_ends(),
    ]
    return [Told(uuid5(_NAMES, f"{number}"), event) for number, event in enumerate(events)]


def _profiles() -> Iterable[Event]:
    yield profiled(ONE, 1, UNCLEAR)
    yield profiled(TWO, 1, FITTING)
    yield profiled(THREE, 1, ELSEWHERE)
    yield profiled(LEAVES, 1, FITTING)
    yield profiled(RETURNS, 1, FITTING)
    yield profiled(ONE, 2, FITTING)
    yield profiled(TWO, 2, ELSEWHERE)


def _policies() -> Iterable[Event]:
    yield published(STAYS, 1, criteria=CRITERIA)
    yield published(STAYS, 2, criteria=CRITERIA, summary="改写的概述。")
    yield published(MOVES, 1, criteria=CRITERIA)
    yield published(ENDS, 1, criteria=CRITERIA)
    yield published(DOCUMENT, 1, benefit=None, channels=("government",))


def _matches() -> Iterable[Event]:
    yield matched(STAYS, 1, change(ONE, 1), change(TWO, 1), change(LEAVES, 1), change(RETURNS, 1))
    yield matched(STAYS, 2, change(TWO, 2, Verdict.INELIGIBLE), change(THREE, 1, Verdict.UNDETERMINED))
    yield matched(MOVES, 1, change(ONE, 1))
    yield published(MOVES, 2, criteria=CRITERIA, benefit=make_benefit(windows=(MOVED,)))
    yield matched(MOVES, 2, change(TWO, 1), windows=(MOVED,))
    yield matched(ENDS, 1, change(ONE, 1), change(TWO, 1), change(THREE, 1))
    yield matched(ENDS, 1, change(THREE, 2, Verdict.INELIGIBLE))


def _applications() -> Iterable[Event]:
    for revision, state in enumerate(ApplicationState, start=1):
        yield progressed("PT-1", STAYS, ONE, revision, state)
    yield progressed("PT-2", STAYS, LEAVES, 1, ApplicationState.RECEIVED)


def _results() -> Iterable[Event]:
    entry = ResultEntry(enterprise_name="企业", credit_code=ONE)
    announcement = announced(STAYS, announcement_id=uuid5(_NAMES, "list"), entries=(entry,))
    yield announcement
    yield finalised(announcement)
    yield announced(ENDS, announcement_id=uuid5(_NAMES, "other list"), entries=(entry,))


def _messages() -> Iterable[Event]:
    for code, kind in ((ONE, EndpointKind.INBOX), (ONE, EndpointKind.EMAIL), (TWO, EndpointKind.INBOX)):
        yield NotificationDelivered(**about(code, kind), delivered_at=NOW)
    yield NotificationFailed(
        **about(TWO, EndpointKind.WEBHOOK), failed_at=NOW, attempts=8, reason="connection refused"
    )
    yield NotificationDelivered(
        **about(TWO, EndpointKind.WEBHOOK), delivered_at=NOW + timedelta(hours=1), attempts=9
    )
    yield NotificationOpened(**about(ONE, EndpointKind.INBOX), opened_at=NOW + timedelta(hours=2))
    yield NotificationDelivered(**about(ONE, EndpointKind.INBOX, policy_id=None), delivered_at=NOW)


def _channels() -> Iterable[Event]:
    for channel in ("government", "business"):
        yield mirrored(STAYS, 1, channel)
        yield mirrored(STAYS, 2, channel)
        yield mirrored(ENDS, 1, channel)
    # The portal was rebuilt and says again, later, what it shows.
    yield mirrored(STAYS, 2, "government", NOW + timedelta(days=1))
    yield ChannelDrifted(
        policy_id=STAYS,
        revision=2,
        channel="business",
        address=address(STAYS, "business"),
        expected_hash="sha256:a",
        found_hash=None,
        found_at=NOW,
        repaired=True,
    )


def _gazettes() -> Iterable[Event]:
    for month in ("01", "02"):
        yield GazetteIssued(
            issue=f"2026-{month}",
            title=f"政府公报 2026 年第 {int(month)} 期",
            closed_on=date(2026, int(month), 28),
            address=f"/gov/gazette/2026-{month}",
            pdf_address=f"/gov/gazette/2026-{month}.pdf",
            count=1,
            documents=(GazetteDocument(policy_id=STAYS, title="实施细则", issuer_name="区科委"),),
        )


def _ends() -> Iterable[Event]:
    yield withdrawn(ENDS, 2)
    over = [change(code, 2, Verdict.INELIGIBLE) for code in (ONE, TWO)]
    yield matched(ENDS, 2, *over, withdrawn=True)
    for channel in ("government", "business"):
        yield ChannelWithdrawn(
            policy_id=ENDS, revision=2, channel=channel, address=address(ENDS, channel), withdrawn_at=NOW
        )
    yield EnterpriseRemoved(credit_code=LEAVES, revision=2, removed_at=LEFT)
    yield EnterpriseRemoved(credit_code=RETURNS, revision=2, removed_at=LEFT)
    yield profiled(RETURNS, 3, FITTING)
    yield matched(STAYS, 2, change(RETURNS, 2, profile_revision=3))


def profiled(code: str, revision: int, facts: dict[str, Any]) -> EnterpriseProfiled:
    return EnterpriseProfiled(credit_code=code, revision=revision, name=code, facts=facts, profiled_at=NOW)


def change(
    code: str, revision: int, verdict: Verdict = Verdict.ELIGIBLE, profile_revision: int = 1
) -> MatchChange:
    return MatchChange(
        credit_code=code,
        enterprise_name=code,
        revision=revision,
        profile_revision=profile_revision,
        verdict=verdict,
    )


def matched(
    policy_id: UUID,
    revision: int,
    *changes: MatchChange,
    windows: tuple[Window, ...] = make_benefit().windows,
    withdrawn: bool = False,
) -> MatchesChanged:
    content = published().content
    return MatchesChanged(
        policy_id=policy_id,
        policy_revision=revision,
        shard=0,
        as_of=date(2026, 3, 18),
        policy={
            "title": content.title,
            "document_number": content.document_number,
            "issuer": content.issuer,
            "theme": content.theme,
            "windows": windows,
        },
        changes=changes,
        withdrawn=withdrawn,
    )


def progressed(
    number: str, policy_id: UUID, code: str, revision: int, state: ApplicationState
) -> ApplicationProgressed:
    return ApplicationProgressed(
        application_id=number,
        revision=revision,
        policy_id=policy_id,
        policy_title="普陀区企业研发费用补贴实施办法",
        credit_code=code,
        state=state,
        occurred_at=NOW + timedelta(hours=revision),
    )


def about(code: str, endpoint: EndpointKind, policy_id: UUID | None = STAYS) -> dict[str, Any]:
    return {
        "message_id": uuid5(_NAMES, f"{code} {policy_id}"),
        "credit_code": code,
        "policy_id": policy_id,
        "policy_revision": 1,
        "kind": "new_match",
        "endpoint": endpoint,
    }


def address(policy_id: UUID, channel: str) -> str:
    return f"https://huiqi.example/{channel}/policies/{policy_id}"


def mirrored(policy_id: UUID, revision: int, channel: str, at: datetime = NOW) -> ChannelMirrored:
    return ChannelMirrored(
        policy_id=policy_id,
        revision=revision,
        channel=channel,
        address=address(policy_id, channel),
        content_hash=f"sha256:{revision}",
        mirrored_at=at,
    )


__all__ = ["NOW", "PolicyPublished", "PolicyWithdrawn", "Told", "history"]
