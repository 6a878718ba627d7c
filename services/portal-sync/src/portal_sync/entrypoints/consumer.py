"""What this service listens to."""

from functools import partial
from typing import Final

from portal_sync.handlers.desk import Desk
from portal_sync.handlers.follow_policies import follow_policies
from portal_sync.handlers.record_results import record_results
from shared.events import PolicyPublished, PolicyWithdrawn, ResultsAnnounced, ResultsFinalised
from shared.messaging import Subscription

# Fewer events than this, and each keeps its own trace.
_FEW: Final = 16
# In a replay revisions of one policy meet in a batch, and only the newest is written. The larger the batch,
# the more of them do, for memory in return.
_MANY: Final = 20_000
_BYTES: Final = 16 * 1024 * 1024


def subscriptions(desk: Desk) -> list[Subscription]:
    """Return the one topic, with a handler for each of its types."""
    policies = partial(follow_policies, desk.tools)
    results = partial(record_results, desk.announcements, desk.tools.version)
    return [
        Subscription(
            topic=PolicyPublished.topic,
            handlers={ResultsAnnounced: results, ResultsFinalised: results},
            batch_handlers={PolicyPublished: policies, PolicyWithdrawn: policies},
            max_records=_MANY,
            partition_bytes=_BYTES,
            one_trace_below=_FEW,
            # A publication that comes after its withdrawal still says what was withdrawn.
            guarded=False,
        )
    ]
