"""What this service listens to."""

from functools import partial

from portal_sync.handlers.desk import Desk
from portal_sync.handlers.mirror_policy import mirror_policy
from portal_sync.handlers.record_results import record_results
from portal_sync.handlers.withdraw_policy import withdraw_policy
from shared.events import PolicyPublished, PolicyWithdrawn, ResultsAnnounced, ResultsFinalised
from shared.messaging import Subscription


def subscriptions(desk: Desk) -> list[Subscription]:
    """Return the one topic, with a handler for each of its types."""
    results = partial(record_results, desk.announcements, desk.tools.version)
    return [
        Subscription(
            topic=PolicyPublished.topic,
            handlers={
                PolicyPublished: partial(mirror_policy, desk.tools),
                PolicyWithdrawn: partial(withdraw_policy, desk.tools),
                ResultsAnnounced: results,
                ResultsFinalised: results,
            },
        )
    ]
