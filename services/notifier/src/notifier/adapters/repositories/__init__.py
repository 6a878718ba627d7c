"""The repositories: all SQL of the notifier is here."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.applications import SqlApplications
from notifier.adapters.repositories.bundles import SqlBundles
from notifier.adapters.repositories.challenges import SqlChallenges
from notifier.adapters.repositories.deliveries import SqlDeliveries
from notifier.adapters.repositories.delivery_log import SqlDeliveryLog
from notifier.adapters.repositories.endpoints import SqlEndpoints
from notifier.adapters.repositories.enterprises import SqlEnterprises
from notifier.adapters.repositories.errands import SqlErrands
from notifier.adapters.repositories.failures import SqlFailures
from notifier.adapters.repositories.messages import SqlMessages
from notifier.adapters.repositories.parcels import SqlParcels
from notifier.adapters.repositories.people import open_people
from notifier.adapters.repositories.policies import SqlPolicies
from notifier.adapters.repositories.preferences import SqlPreferences
from notifier.adapters.repositories.reminders import SqlReminders
from notifier.adapters.repositories.standings import SqlStandings
from notifier.adapters.repositories.suppressions import SqlSuppressions
from notifier.handlers.ports import Store


def open_store(session: AsyncSession) -> Store:
    """Return the repositories of the session's transaction."""
    return Store(
        policies=SqlPolicies(session),
        standings=SqlStandings(session),
        applications=SqlApplications(session),
        enterprises=SqlEnterprises(session),
        messages=SqlMessages(session),
        reminders=SqlReminders(session),
        endpoints=SqlEndpoints(session),
        deliveries=SqlDeliveries(session),
        people=open_people(session),
        errands=SqlErrands(session),
        preferences=SqlPreferences(session),
        bundles=SqlBundles(session),
        parcels=SqlParcels(session),
        challenges=SqlChallenges(session),
        suppressions=SqlSuppressions(session),
        delivery_log=SqlDeliveryLog(session),
        failures=SqlFailures(session),
    )
