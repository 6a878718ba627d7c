"""Every metric of the system. Call sites import them from here and never spell a name."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

HTTP_SECONDS: Final = Histogram(
    "huiqi_http_request_seconds",
    "Time to answer a request.",
    ["service", "method", "route", "status"],
    buckets=_SECONDS,
)

OUTBOX_WRITTEN: Final = Counter("huiqi_outbox_written_total", "Events written to the outbox.", ["topic"])
OUTBOX_SENT: Final = Counter(
    "huiqi_outbox_sent_total", "Events acknowledged by the broker.", ["service", "topic"]
)
OUTBOX_UNSENT: Final = Gauge("huiqi_outbox_unsent", "Events that wait to be sent.", ["service"])
OUTBOX_OLDEST_SECONDS: Final = Gauge(
    "huiqi_outbox_oldest_seconds", "Age of the oldest event not sent.", ["service"]
)

EVENTS_APPLIED: Final = Counter(
    "huiqi_events_applied_total", "Events whose effect was committed.", ["consumer", "type"]
)
EVENTS_IGNORED: Final = Counter(
    "huiqi_events_ignored_total",
    "Events that changed nothing: seen before, or not newer.",
    ["consumer", "why"],
)
EVENTS_PARKED: Final = Counter(
    "huiqi_events_parked_total", "Events set aside to be tried again.", ["consumer"]
)
EVENTS_DEAD: Final = Counter(
    "huiqi_events_dead_total", "Events that went to a dead-letter topic.", ["consumer"]
)
BATCH_SECONDS: Final = Histogram(
    "huiqi_batch_seconds", "Time to apply a batch of events.", ["consumer"], buckets=_SECONDS
)
CONSUMER_LAG: Final = Gauge("huiqi_consumer_lag", "Events not yet read.", ["consumer", "partition"])

MATCHING_SECONDS: Final = Histogram(
    "huiqi_matching_seconds", "Time to match, without writing.", ["direction"], buckets=_SECONDS
)
MATCHES_CHANGED: Final = Counter("huiqi_matches_changed_total", "Verdicts that changed.", ["verdict"])

MESSAGES_CREATED: Final = Counter("huiqi_messages_created_total", "Messages put into inboxes.", ["kind"])
DELIVERIES: Final = Counter(
    "huiqi_deliveries_total", "Attempts to deliver, by outcome.", ["endpoint", "outcome"]
)
DELIVERY_SECONDS: Final = Histogram(
    "huiqi_delivery_seconds", "Time of one attempt to deliver.", ["endpoint"], buckets=_SECONDS
)
NOTIFIER_WAITING: Final = Gauge(
    "huiqi_notifier_waiting", "Work on its way to enterprises that is due and not done, by stage.", ["stage"]
)
NOTIFIER_OLDEST_SECONDS: Final = Gauge(
    "huiqi_notifier_oldest_seconds", "For how long the oldest of it has been due.", ["stage"]
)
NOTIFIER_SWEPT: Final = Counter(
    "huiqi_notifier_swept_total", "Work that had fallen between the stages and was finished.", ["stage"]
)
REMINDERS_FIRED: Final = Counter("huiqi_reminders_fired_total", "Reminders, by outcome.", ["outcome"])

CHANNEL_WRITES: Final = Counter(
    "huiqi_channel_writes_total", "Entries written to channels.", ["channel", "act"]
)
CHANNEL_DRIFTS: Final = Counter(
    "huiqi_channel_drifts_total", "Entries found to differ and repaired.", ["channel"]
)
SEARCH_POLICIES: Final = Gauge("huiqi_search_policies", "Policies that this process's search can find.")
SEARCH_UNREAD: Final = Gauge("huiqi_search_unread", "Changed policies that it has not read yet.")
POLICIES_PUBLISHED: Final = Counter("huiqi_policies_published_total", "Revisions published.", ["kind"])
PUBLICATIONS_OVERDUE: Final = Gauge(
    "huiqi_publications_overdue", "Scheduled publications whose moment has passed."
)
