"""What the matcher listens to."""

from functools import partial

from matcher.handlers.erase_enterprise import erase_enterprise
from matcher.handlers.match_policy import match_policy
from matcher.handlers.match_profiles import match_profiles
from matcher.handlers.matching import Matching
from matcher.handlers.owning import Ownership
from matcher.handlers.ports import Enterprises
from matcher.handlers.withdraw_policy import withdraw_policy
from matcher.handlers.work_off import Backlog
from shared.events import EnterpriseProfiled, EnterpriseRemoved, PolicyPublished, PolicyWithdrawn
from shared.messaging import Subscription


def subscriptions(
    matching: Matching, enterprises: Enterprises, backlog: Backlog, ownership: Ownership
) -> tuple[Subscription, ...]:
    """Policies one at a time, each in its own trace; profiles in runs, by whoever owns their shards."""
    return (
        Subscription(
            PolicyPublished.topic,
            handlers={
                PolicyPublished: partial(match_policy, matching=matching, backlog=backlog),
                PolicyWithdrawn: partial(withdraw_policy, matching=matching, backlog=backlog),
            },
        ),
        Subscription(
            EnterpriseProfiled.topic,
            handlers={
                EnterpriseRemoved: partial(erase_enterprise, matching=matching, enterprises=enterprises)
            },
            batch_handlers={EnterpriseProfiled: partial(match_profiles, matching=matching)},
            # Together they have fewer events for each policy, and a policy's events carry its description.
            max_records=2000,
            owner=ownership,
        ),
    )
