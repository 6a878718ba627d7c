"""What the notifier listens to, with the handler of each event."""

from functools import partial

from notifier.domain.changes import MatchesChanged
from notifier.handlers.application_progressed import application_progressed
from notifier.handlers.enterprise_removed import enterprise_removed
from notifier.handlers.gazette_issued import gazette_issued
from notifier.handlers.gazette_ports import GazetteTools
from notifier.handlers.matches_changed import matches_changed
from notifier.handlers.policy_published import policy_published
from notifier.handlers.policy_withdrawn import policy_withdrawn
from notifier.handlers.ports import Tools
from notifier.handlers.results_told import results_told
from shared.events import (
    ApplicationProgressed,
    EnterpriseRemoved,
    GazetteIssued,
    PolicyPublished,
    PolicyWithdrawn,
    ResultsAnnounced,
    ResultsFinalised,
)
from shared.messaging import Subscription

# One event may hold 500 changes, each a message: a batch must end long before the consumer is given up.
MATCHES_A_BATCH = 60
# While PostgreSQL works on some, others are made: two processors are busy so.
MATCHES_SIDE_BY_SIDE = 3


def subscriptions(tools: Tools) -> tuple[Subscription, ...]:
    """Return the notifier's subscriptions."""
    return (
        Subscription(
            "huiqi.policies",
            {
                PolicyPublished: partial(policy_published, tools=tools),
                PolicyWithdrawn: partial(policy_withdrawn, tools=tools),
                ResultsAnnounced: partial(results_told, tools=tools),
                ResultsFinalised: partial(results_told, tools=tools),
            },
        ),
        Subscription(
            "huiqi.matches",
            batch_handlers={MatchesChanged: partial(matches_changed, tools=tools)},
            max_records=MATCHES_A_BATCH,
            partition_bytes=4 * 1024 * 1024,
            lanes=MATCHES_SIDE_BY_SIDE,
            one_trace_a_batch=True,
        ),
        Subscription(
            "huiqi.applications", {ApplicationProgressed: partial(application_progressed, tools=tools)}
        ),
        Subscription("huiqi.enterprises", {EnterpriseRemoved: partial(enterprise_removed, tools=tools)}),
    )


def gazette_subscription(tools: GazetteTools) -> Subscription:
    """Return what the gazette by mail listens to."""
    return Subscription("huiqi.gazette", {GazetteIssued: partial(gazette_issued, tools=tools)})
