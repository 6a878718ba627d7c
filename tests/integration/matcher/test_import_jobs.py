"""Imports worked off by and by: progress, refused rows, the same file again, a stop in the middle."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from arro3.core import Array, DataType, Table
from arro3.io import write_parquet

from huiqi.sample.credit_codes import credit_code
from matcher.adapters.enterprises import SqlEnterprises
from matcher.adapters.imports import SqlImports
from matcher.entrypoints.sheets import open_table
from matcher.handlers import import_jobs
from matcher.handlers.import_jobs import Importer
from shared.identity import Principal
from tests.integration.matcher.conftest import OPERATOR, Office, member, official
from tests.integration.matcher.test_import import GOOD, HEADER, OTHER, WRONG, as_csv, as_xlsx, facts
from tests.support.matcher import ONE, TWO

EDITOR = official("KW")


def importer(office: Office, transaction: Any = None) -> Importer:
    """A worker as `main` wires it."""
    database = office.service.database
    return Importer(
        transaction or database.transaction,
        SqlImports(),
        SqlEnterprises(),
        office.clock,
        lambda content: open_table(content, 100),
    )


async def hand_in(office: Office, content: bytes, who: Principal = EDITOR, **params: Any) -> Any:
    async with office.api(who) as client:
        answer = await client.post("/imports", files={"file": ("名单.csv", content)}, params=params)
    assert answer.status_code == 202, answer.text
    return answer.json()


async def worked_off(office: Office, content: bytes, who: Principal = EDITOR, **params: Any) -> Any:
    job = await hand_in(office, content, who, **params)
    assert await importer(office).work_off_one()
    async with office.api(who) as client:
        return (await client.get(f"/imports/{job['job_id']}")).json()


def as_parquet() -> bytes:
    text, number = DataType.utf8(), DataType.int64()
    table = Table.from_pydict(
        {
            "credit_code": Array([ONE, TWO], type=text),
            "name": Array(["甲公司", "乙公司"], type=text),
            "revenue": Array([6_000_000, None], type=number),
        }
    )
    out = io.BytesIO()
    write_parquet(table, out)
    return out.getvalue()


@pytest.mark.parametrize("content", [as_csv(HEADER, GOOD, OTHER), as_xlsx(HEADER, GOOD, OTHER), as_parquet()])
async def test_every_kind_of_file(office: Office, content: bytes) -> None:
    job = await worked_off(office, content)
    assert (job["state"], job["rows"], job["changed"], job["refused"]) == ("done", 2, 2, 0)
    assert (await facts(office))[ONE]["revenue"] == 6_000_000
    assert await office.sql("SELECT 1 FROM import_piece") == []
    assert {row.source for row in await office.sql("SELECT source FROM statement")} == {"department"}


async def test_wrong_rows_are_refused_with_sentences_and_the_others_taken(office: Office) -> None:
    job = await worked_off(office, as_csv(HEADER, GOOD, WRONG, GOOD))
    assert (job["state"], job["rows"], job["changed"], job["refused"]) == ("done", 3, 1, 2)
    async with office.api(EDITOR) as client:
        answer = await client.get(f"/imports/{job['job_id']}/refused.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "行号,列,原因"
    assert "4,统一社会信用代码,与第 2 行是同一家企业。" in lines
    assert any(line.startswith("3,上年度营业收入,") for line in lines)


async def test_strict_takes_all_or_nothing(office: Office) -> None:
    job = await worked_off(office, as_csv(HEADER, GOOD, WRONG), strict=True)
    assert (job["state"], job["refused"]) == ("refused", 1)
    assert job["message"].startswith("2 行中有 1 行有误，没有导入任何一行。第 3 行：")
    assert await facts(office) == {}
    assert (await worked_off(office, as_csv(HEADER, GOOD), strict=True))["changed"] == 1


async def test_the_same_file_again_changes_nothing(office: Office) -> None:
    await worked_off(office, as_csv(HEADER, GOOD, OTHER))
    assert (await worked_off(office, as_csv(HEADER, GOOD, OTHER)))["changed"] == 0
    assert len(await office.sql("SELECT 1 FROM outbox")) == 2
    assert len(await office.sql("SELECT 1 FROM statement")) == 2


async def test_columns_that_are_not_in_the_table_stay(office: Office) -> None:
    await worked_off(office, as_csv(HEADER, GOOD))
    await worked_off(office, as_csv([*HEADER[:2], "从业人员数"], [ONE, "甲公司", "12"]))
    assert (await facts(office))[ONE] == {**(await facts(office))[ONE], "employees": 12, "revenue": 6_000_000}


async def test_a_file_that_is_no_table_is_refused_with_a_sentence(office: Office) -> None:
    job = await worked_off(office, b"PAR1 torn")
    assert (job["state"], job["message"]) == (
        "refused",
        "这个 Parquet 文件读不了，可能已损坏，请重新保存后再导入。",
    )


async def test_stopped_anywhere_it_ends_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies before or after each transaction in turn; another one takes the import up."""
    monkeypatch.setattr(import_jobs, "BATCH_ROWS", 2)
    rows = [[code, f"企业{n}", *GOOD[2:]] for n, code in enumerate(codes(7))]
    await hand_in(office, as_csv(HEADER, *rows[:5], WRONG, *rows[5:]))
    for deaths in range(1, 20):
        try:
            if not await importer(office, dying(office, deaths)).work_off_one():
                break
        except DeadError:
            continue
    [job] = await office.sql("SELECT * FROM import_job")
    assert (job.state, job.rows, job.changed, job.refused) == ("done", 8, 7, 1)
    revisions = await office.sql("SELECT revision FROM enterprise")
    assert [row.revision for row in revisions] == [1] * 7
    assert len(await office.sql("SELECT 1 FROM outbox WHERE topic = 'huiqi.enterprises'")) == 7


async def test_two_processes_do_not_work_on_one_file(office: Office) -> None:
    await hand_in(office, as_csv(HEADER, GOOD, OTHER))
    worked = await asyncio.gather(*(importer(office).work_off_one() for _ in range(3)))
    assert sum(worked) == 1
    assert len(await office.sql("SELECT 1 FROM outbox")) == 2


async def test_imports_are_their_departments(office: Office) -> None:
    job = await hand_in(office, as_csv(HEADER, GOOD))
    for who, status in ((EDITOR, 200), (OPERATOR, 200), (official("SW"), 404), (member(ONE), 403)):
        async with office.api(who) as client:
            assert (await client.get(f"/imports/{job['job_id']}")).status_code == status
    async with office.api(EDITOR) as client:
        answer = await client.post("/imports", files={"file": b"x"}, params={"source": "registry"})
    assert answer.status_code == 403


async def test_pages(office: Office) -> None:
    job = await hand_in(office, as_csv(HEADER, GOOD, WRONG))
    at = f"/publish/enterprises/{job['job_id']}"
    async with office.browser(EDITOR) as browser:
        assert "名单.csv" in (await browser.get("/publish/enterprises")).text
        assert 'http-equiv="refresh"' in (await browser.get(at)).text
        await importer(office).work_off_one()
        html = (await browser.get(at)).text
        assert "下载被拒的行" in html
        assert 'http-equiv="refresh"' not in html
        empty = await browser.post("/publish/enterprises", data={})
        sent = await browser.post("/publish/enterprises", files={"file": ("a.csv", as_csv(HEADER, OTHER))})
    assert (empty.status_code, "请选择要导入的表格" in empty.text) == (422, True)
    assert (sent.status_code, sent.headers["location"][:21]) == (303, "/publish/enterprises/")


def codes(count: int) -> list[str]:
    return [credit_code("310107", number) for number in range(10, 10 + count)]


class DeadError(Exception):
    """The process is gone."""


def dying(office: Office, transactions: int) -> Any:
    """Transactions of a process that dies in one of them, or right after it has committed."""
    left = [transactions]

    @asynccontextmanager
    async def transaction() -> AsyncIterator[Any]:
        left[0] -= 1
        dies = left[0] == 0
        async with office.service.database.transaction() as session:
            yield session
            if dies and transactions % 2:
                raise DeadError
        if dies:
            raise DeadError

    return transaction
