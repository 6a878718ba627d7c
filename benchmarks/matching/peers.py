"""What anybody would pick instead for one policy over everybody. Each answers with two counts."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import asyncpg
import numpy as np
from numpy.typing import NDArray

from benchmarks.harness import note
from benchmarks.matching.data import AS_OF, City
from benchmarks.matching.policies import Tree
from benchmarks.matching.sql import condition, question
from benchmarks.matching.tables import Masked, columns
from huiqi.infra import EmbeddedPostgres
from matcher.domain.deriving import Known
from matcher.domain.engine.numbers import bounds_of
from matcher.domain.leaves import holds

Ask = Callable[[Tree], tuple[int, int]]
Mask = NDArray[np.bool_]


def open_peers(city: City, stack: ExitStack, *, postgres: bool) -> dict[str, Ask]:
    """Those that are installed, loaded with the city; says which are absent."""
    table = columns(city)
    peers: dict[str, Ask] = {"numpy": _numpy(city)}
    for name, opened in (("duckdb", _duckdb), ("polars", _polars)):
        try:
            peers[name] = opened(city, table, stack)
        except ImportError:
            note(f"absent: {name} (make bench-peers installs it)")
    if postgres:
        peers["postgresql"] = stack.enter_context(_postgresql(city, table))
    return peers


def _numpy(city: City) -> Ask:
    """Column scans: a mask of true and one of possible for each node."""

    def leaf(node: Tree) -> tuple[Mask, Mask]:
        name, op, value = node["fact"], node["op"], node["value"]
        if name in city.codes:
            coded = city.codes[name]
            truths = [holds(node, _known(name, each), AS_OF) for each in (None, *coded.values)]
            tables = (
                np.array([truth is True for truth in truths]),
                np.array([truth is not False for truth in truths]),
            )
            return tables[0][coded.rows], tables[1][coded.rows]
        low, high, negated = bounds_of(op, value, AS_OF)
        rows = city.numbers[name]
        inside = (
            (rows >= low) if high == inf else (rows < high) if low == -inf else (rows >= low) & (rows < high)
        )
        unknown = np.isnan(rows)
        true = ~(inside | unknown) if negated else inside
        return true, true | unknown

    def value(node: Tree) -> tuple[Mask, Mask]:
        if "fact" in node:
            return leaf(node)
        if "not" in node:
            true, possible = value(node["not"])
            return ~possible, ~true
        join = np.logical_and if "all" in node else np.logical_or
        pairs = [value(child) for child in node.get("all") or node["any"]]
        return join.reduce([true for true, _ in pairs]), join.reduce([possible for _, possible in pairs])

    def ask(tree: Tree) -> tuple[int, int]:
        true, possible = value(tree)
        eligible = int(np.count_nonzero(true))
        return eligible, int(np.count_nonzero(possible)) - eligible

    return ask


def _known(name: str, value: object) -> Known:
    if name == "size" and isinstance(value, frozenset):
        return Known({}, value)
    return Known({name: value}, frozenset())


def _frame(table: dict[str, Masked]) -> Any:  # noqa: ANN401 (a polars frame)
    import polars as pl  # noqa: PLC0415 (only where it is installed)

    series = []
    for name, (values, missing) in table.items():
        column = pl.Series(name, values, nan_to_null=values.dtype.kind == "f")
        if values.dtype.kind != "f":
            column = column.to_frame().select(pl.when(pl.Series(~missing)).then(pl.col(name)).alias(name))[
                name
            ]
        series.append(column)
    return pl.DataFrame(series)


def _polars(city: City, table: dict[str, Masked], stack: ExitStack) -> Ask:
    import polars as pl  # noqa: PLC0415

    frame = _frame(table)

    def ask(tree: Tree) -> tuple[int, int]:
        judged = pl.sql_expr(condition(tree, city))
        found = frame.lazy().select(v=judged).select(
            eligible=pl.col("v").sum(), open=pl.col("v").null_count()
        )  # fmt: skip
        eligible, unknown = found.collect().row(0)
        return int(eligible), int(unknown)

    return ask


def _duckdb(city: City, table: dict[str, Masked], stack: ExitStack) -> Ask:
    import duckdb  # noqa: PLC0415

    connection = stack.enter_context(duckdb.connect())
    # Through Parquet, which both can without Arrow's own library.
    with TemporaryDirectory(prefix="huiqi-bench-") as name:
        path = Path(name) / "city.parquet"
        _frame(table).write_parquet(path)
        connection.execute(f"CREATE TABLE city AS SELECT * FROM read_parquet('{path}')")

    def ask(tree: Tree) -> tuple[int, int]:
        eligible, unknown = connection.execute(question(tree, city)).fetchone() or (0, 0)
        return int(eligible), int(unknown)

    return ask


_INDEXED: Final = (
    "revenue",
    "employees",
    "rd_intensity",
    "industry_0",
    "industry_1",
    "qualifications",
    "size",
)


@contextmanager
def _postgresql(city: City, table: dict[str, Masked]) -> Iterator[Ask]:
    """The embedded PostgreSQL loaded by COPY, with indexes on what policies ask about most."""
    loop = asyncio.new_event_loop()
    with TemporaryDirectory(prefix="huiqi-bench-pg-") as name:
        postgres = EmbeddedPostgres(Path(name))
        loop.run_until_complete(postgres.__aenter__())
        connection = loop.run_until_complete(asyncpg.connect(postgres.url.replace("+asyncpg", "")))
        try:
            loop.run_until_complete(_load_postgresql(connection, table))
            yield lambda tree: tuple(loop.run_until_complete(connection.fetchrow(question(tree, city))))
        finally:
            loop.run_until_complete(connection.close())
            loop.run_until_complete(postgres.__aexit__(None, None, None))
            loop.close()


async def _load_postgresql(connection: asyncpg.Connection, table: dict[str, Masked]) -> None:
    kinds = {"f": "double precision", "i": "bigint"}
    made = ", ".join(f"{name} {kinds[values.dtype.kind]}" for name, (values, _) in table.items())
    await connection.execute(f"CREATE UNLOGGED TABLE city ({made})")
    rows = len(next(iter(table.values()))[0])
    for start in range(0, rows, 50_000):
        piece = slice(start, start + 50_000)
        lists = [np.ma.array(values[piece], mask=gone[piece]).tolist() for values, gone in table.values()]
        await connection.copy_records_to_table("city", records=zip(*lists, strict=True))
    for name in _INDEXED:
        await connection.execute(f"CREATE INDEX ON city ({name})")
    await connection.execute("VACUUM ANALYZE city")


def timed(ask: Ask, trees: list[Tree]) -> tuple[list[float], list[tuple[int, int]]]:
    """Milliseconds and answers for each tree."""
    took, answers = [], []
    for tree in trees:
        began = time.perf_counter()
        answers.append(ask(tree))
        took.append((time.perf_counter() - began) * 1000)
    return took, answers
