"""Values that do not fit the database are told apart from its being away."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.db import is_outage, is_unfit
from shared.web.problems import as_problem
from tests.support.fixtures import ServiceDatabase


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("SELECT CAST(:value AS bigint)", 2**63),
        ("SELECT CAST(:value AS text)", "\ud800"),
        ("SELECT CAST(:value AS text)", "\x00"),
        ("SELECT CAST(CAST(:value AS text) AS date)", "2026-02-30"),
    ],
)
async def test_what_does_not_fit_is_the_callers_to_correct(
    service_database: ServiceDatabase, statement: str, value: object
) -> None:
    database = await service_database("publisher")
    with pytest.raises(DBAPIError) as caught:
        async with database.transaction() as session:
            await session.execute(text(statement), {"value": value})
    assert is_unfit(caught.value)
    assert not is_outage(caught.value)
    assert as_problem(caught.value).status == 422
