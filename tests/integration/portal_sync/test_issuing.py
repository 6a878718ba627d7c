"""A month's issue of the gazette is told of once, in the morning after it. Today is 18 March 2026."""

from datetime import UTC, date, datetime

from portal_sync.adapters.issued import PostgresIssued
from portal_sync.handlers.issue_gazette import issue_gazette
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import published

EVENT = "gazette.issued.v1"


async def issue(portal: Portal) -> None:
    async with portal.service.database.transaction() as session:
        await issue_gazette(portal.desk, session, PostgresIssued(session))


async def test_an_issue_is_told_of_once_when_its_month_is_over(portal: Portal) -> None:
    policy = published(title="研发补助", published_on=date(2026, 3, 10))
    await portal.deliver(policy, published(published_on=date(2026, 4, 1)))
    await issue(portal)
    portal.clock.move_to(datetime(2026, 4, 1, 0, 59, tzinfo=UTC))
    await issue(portal)
    assert await portal.told(EVENT) == []
    portal.clock.move_to(datetime(2026, 4, 1, 1, tzinfo=UTC))
    await issue(portal)
    await issue(portal)
    (told,) = await portal.told(EVENT)
    assert (told["issue"], told["count"], told["address"]) == ("2026-03", 1, "/gov/gazette/2026-03")
    assert [document["title"] for document in told["documents"]] == ["研发补助"]


async def test_a_month_without_documents_has_no_issue(portal: Portal) -> None:
    portal.clock.move_to(datetime(2026, 4, 2, tzinfo=UTC))
    await issue(portal)
    assert await portal.told(EVENT) == []
