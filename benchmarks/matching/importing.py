"""Profiles from a table to durable profiles with history and events: rows a minute, for each kind of file.

The import runs as in production, on a durable PostgreSQL, off a file in the database. The ceiling is a bare
COPY of the rows that it wrote. The same file again must change nothing.
"""

import asyncio
import csv
import io
import random
import resource
import secrets
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
from arro3.core import Array, DataType, Table
from arro3.io import write_parquet
from openpyxl import Workbook

from benchmarks.harness import Bar, Results, note
from benchmarks.matching.durable import code_of
from huiqi.infra import EmbeddedPostgres
from matcher.adapters.enterprises import SqlEnterprises
from matcher.adapters.imports import SqlImports
from matcher.entrypoints.sheets import open_table
from matcher.handlers.import_jobs import Importer, ImportJob
from shared.clock import SystemClock
from shared.db import Database
from shared.db.bootstrap import SCHEMAS, bootstrap
from shared.db.migrating import upgrade

_ROWS_A_MINUTE: Final = 100_000
_PIECE: Final = 1 << 20
_COPIED: Final = {
    "enterprise": "credit_code revision name facts shard profiled_at claims",
    "statement": "credit_code revision source facts stated_on recorded_at recorded_by",
    "outbox": "event_id topic key headers value",
}
_HEADER: Final = (
    *(
        "统一社会信用代码",
        "企业名称",
        "注册地",
        "国民经济行业",
        "主体类型",
        "成立日期",
        "规模以上",
        "资质认定",
    ),
    *(
        "上年度营业收入",
        "前一年度营业收入",
        "资产总额",
        "从业人员数",
        "上年度研发费用",
        "发明专利数",
        "信用状态",
    ),
)


def measure(quick: bool) -> Results:
    """A hundred thousand rows of fifteen columns; eight thousand when quick."""
    with tempfile.TemporaryDirectory(prefix="huiqi-importing-") as name:
        return asyncio.run(_measure(Path(name), 8_000 if quick else 100_000))


async def _measure(folder: Path, rows: int) -> Results:
    results = Results({"import_rows": rows})
    async with EmbeddedPostgres(folder) as postgres:
        url = (await bootstrap(postgres.url, {schema: secrets.token_urlsafe(12) for schema in SCHEMAS}))[
            "matcher"
        ]
        await upgrade(url, package="matcher", schema="matcher")
        database = Database(url, schema="matcher")
        try:
            for number, (kind, write) in enumerate(_WRITERS.items()):
                note(f"writing {rows} rows of {kind}")
                content = write(_row(number * rows + index) for index in range(rows))
                await _kind(database, kind, content, rows, results)
            await _ceiling(url.replace("+asyncpg", ""), rows * len(_WRITERS), results)
        finally:
            await database.close()
    return results


async def _kind(database: Database, kind: str, content: bytes, rows: int, results: Results) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, job = await _import(database, content)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if (job.state, job.changed) != ("done", rows):
        raise RuntimeError(f"{kind}: {job}")
    again_seconds, again = await _import(database, content)
    if again.changed:
        raise RuntimeError(f"{kind}: the same file again changed {again.changed} profiles")
    results.figures |= {
        f"import_{kind}_megabytes": round(len(content) / 1e6, 1),
        f"import_{kind}_seconds": round(seconds, 2),
        f"import_{kind}_again_seconds": round(again_seconds, 2),
        f"import_{kind}_memory_grew_mb": round(grown, 1),
    }
    rate = rows / seconds * 60
    results.bars.append(Bar(f"import of {kind}", round(rate), "rows a minute", _ROWS_A_MINUTE, at_most=False))


async def _import(database: Database, content: bytes) -> tuple[float, ImportJob]:
    imports, clock = SqlImports(), SystemClock()
    opener = partial(open_table, most_rows=1_000_000)
    importer = Importer(database.transaction, imports, SqlEnterprises(), clock, opener)
    job = ImportJob(
        uuid4(), "e", len(content), "0" * 64, "department", False, False, "KW", "benchmark", clock.now()
    )
    pieces = [content[first : first + _PIECE] for first in range(0, len(content), _PIECE)]
    async with database.transaction() as session:
        await imports.add(session, job, pieces)
    began = time.perf_counter()
    await importer.work_off_one()
    seconds = time.perf_counter() - began
    async with database.transaction() as session:
        done = await imports.get(session, job.job_id, None)
    assert done is not None
    return seconds, done


async def _ceiling(url: str, rows: int, results: Results) -> None:
    """COPY of the same rows into tables like those that they went into."""
    connection = await asyncpg.connect(url, server_settings={"search_path": "matcher"})
    try:
        seconds = 0.0
        for table, columns in _COPIED.items():
            names = columns.replace(" ", ", ")
            held = io.BytesIO()
            await connection.copy_from_query(f"SELECT {names} FROM {table}", output=held)
            await connection.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
            held.seek(0)
            began = time.perf_counter()
            await connection.copy_to_table("bare", source=held, columns=columns.split())
            seconds += time.perf_counter() - began
            await connection.execute("DROP TABLE bare")
    finally:
        await connection.close()
    results.figures["import_bare_copy_rows_a_minute"] = round(rows / seconds * 60)


def _row(number: int) -> list[Any]:
    choose = random.Random(number)
    return [
        code_of(number),
        f"测试企业{number}有限公司",
        choose.choice(("上海市普陀区", "310115", "310107")),
        choose.choice(("6513", "3911", "应用软件开发")),
        "公司",
        f"20{choose.randint(10, 24)}-0{choose.randint(1, 9)}-1{choose.randint(0, 9)}",
        choose.choice("是否"),
        choose.choice(("高新技术企业、专精特新", "无", "")),
        choose.choice((f"{choose.randint(1, 900)}万元", str(choose.randint(10**5, 10**9)))),
        *(str(choose.randint(10**5, 10**9)) for _ in range(2)),
        str(choose.randint(1, 900)),
        str(choose.randint(0, 10**7)),
        str(choose.randint(0, 50)),
        "正常",
    ]


def _csv(rows: Iterable[list[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([list(_HEADER), *rows])
    return out.getvalue().encode()


def _xlsx(rows: Iterable[list[Any]]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in [list(_HEADER), *rows]:
        sheet.append([int(cell) if cell.isdecimal() and len(cell) < 12 else cell for cell in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _parquet(rows: Iterable[list[Any]]) -> bytes:
    columns = zip(*rows, strict=True)
    text = DataType.utf8()
    held: dict[str, Any] = {
        name: Array(list(column), type=text) for name, column in zip(_HEADER, columns, strict=True)
    }
    out = io.BytesIO()
    write_parquet(Table.from_pydict(held), out)
    return out.getvalue()


_WRITERS: Final[dict[str, Callable[[Iterable[list[Any]]], bytes]]] = {
    "csv": _csv,
    "parquet": _parquet,
    "xlsx": _xlsx,
}
