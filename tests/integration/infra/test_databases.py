"""What the other tests stand on: fresh databases of one server."""

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from tests.support.databases import Databases


async def test_two_fresh_databases_share_nothing(databases: Databases) -> None:
    urls = [await databases.fresh(), await databases.fresh()]
    first, second = [
        await asyncpg.connect(
            make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        )
        for url in urls
    ]
    await first.execute("CREATE TABLE matcher.only_here (id int)")
    with pytest.raises(asyncpg.UndefinedTableError):
        await second.fetch("SELECT * FROM matcher.only_here")
    for url in urls:
        await databases.drop(url)
