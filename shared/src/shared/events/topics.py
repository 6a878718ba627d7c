"""The topics, declared as data: who owns each, who reads it, how it is keyed and how long it is kept."""

import json
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any, Final

from shared.events.base import Event
from shared.events.channels import ChannelDrifted, ChannelMirrored, ChannelWithdrawn
from shared.events.enterprises import EnterpriseProfiled, EnterpriseRemoved
from shared.events.gazette import GazetteIssued
from shared.events.matches import MatchesChanged
from shared.events.notifications import NotificationDelivered, NotificationFailed, NotificationOpened
from shared.events.policies import PolicyPublished, PolicyWithdrawn
from shared.events.results import ApplicationProgressed, ResultsAnnounced, ResultsFinalised

SERVICES: Final = ("publisher", "matcher", "notifier", "portal-sync")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `retention` None keeps everything; `compacted` keeps the last event of each key."""

    name: str
    owner: str
    consumers: tuple[str, ...]
    key: str
    events: tuple[type[Event], ...]
    partitions: int = 6
    retention: timedelta | None = None
    compacted: bool = False

    @property
    def configuration(self) -> dict[str, str]:
        """Kafka's topic configuration."""
        if self.compacted:
            return {"cleanup.policy": "compact"}
        milliseconds = -1 if self.retention is None else int(self.retention.total_seconds() * 1000)
        return {"cleanup.policy": "delete", "retention.ms": str(milliseconds)}


TOPICS: Final = (
    Topic(
        # Not compacted: results travel under the policy's key, and a channel is filled from the beginning.
        "huiqi.policies",
        owner="publisher",
        consumers=("matcher", "notifier", "portal-sync"),
        key="policy id",
        events=(PolicyPublished, PolicyWithdrawn, ResultsAnnounced, ResultsFinalised),
    ),
    Topic(
        "huiqi.enterprises",
        owner="matcher",
        consumers=("matcher", "notifier"),
        key="credit code",
        events=(EnterpriseProfiled, EnterpriseRemoved),
        compacted=True,
    ),
    Topic(
        "huiqi.matches",
        owner="matcher",
        consumers=("notifier", "publisher"),
        key="policy id and shard",
        events=(MatchesChanged,),
        retention=timedelta(days=90),
    ),
    Topic(
        "huiqi.applications",
        owner="publisher",
        consumers=("notifier",),
        key="application id",
        events=(ApplicationProgressed,),
        retention=timedelta(days=365),
    ),
    Topic(
        "huiqi.notifications",
        owner="notifier",
        consumers=("publisher",),
        key="credit code",
        events=(NotificationDelivered, NotificationFailed, NotificationOpened),
        retention=timedelta(days=90),
    ),
    Topic(
        "huiqi.channels",
        owner="portal-sync",
        consumers=("publisher",),
        key="policy id",
        events=(ChannelMirrored, ChannelWithdrawn, ChannelDrifted),
        retention=timedelta(days=90),
    ),
    Topic(
        "huiqi.gazette",
        owner="portal-sync",
        consumers=("notifier",),
        key="month",
        events=(GazetteIssued,),
        partitions=1,
        retention=timedelta(days=365),
    ),
    *(
        Topic(
            f"huiqi.{service}.dead",
            owner=service,
            consumers=(),
            key="original key",
            events=(),
            partitions=1,
            retention=timedelta(days=365),
        )
        for service in SERVICES
    ),
)

EVENTS: Final[dict[str, type[Event]]] = {
    event.event_type: event for topic in TOPICS for event in topic.events
}


def topic_named(name: str) -> Topic:
    """Return a topic's declaration. Raises KeyError for a topic that is not declared."""
    return {topic.name: topic for topic in TOPICS}[name]


def example_of(event: type[Event]) -> dict[str, Any]:
    """Return the example payload of an event type, as JSON."""
    path = files("shared.events") / "examples" / f"{event.event_type}.json"
    example: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return example
