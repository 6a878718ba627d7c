"""Tables from Parquet files, read in batches: never more than one of them in memory."""

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from arro3.io import read_parquet

from shared.sheets import MOST_COLUMNS, UnreadableSheetError

_MAGIC: Final = b"PAR1"
_BATCH_ROWS: Final = 1000


def is_parquet(content: bytes) -> bool:
    """Whether it begins like one."""
    return content.startswith(_MAGIC)


def parquet_lines(content: bytes) -> Iterator[Sequence[object]]:
    """The names of the columns, then each row; lists become text as people write them."""
    try:
        reader = read_parquet(io.BytesIO(content), batch_size=_BATCH_ROWS)
        names = list(reader.schema.names)[:MOST_COLUMNS]
        yield names
        for batch in reader:
            columns = [batch.column(index).to_pylist() for index in range(len(names))]
            yield from (list(map(_cell, row)) for row in zip(*columns, strict=True))
    except BaseException as error:
        # The library raises whatever its parsers raise, and panics, which are no `Exception`, on torn files.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise UnreadableSheetError("这个 Parquet 文件读不了，可能已损坏，请重新保存后再导入。") from error
        raise


def _cell(value: Any) -> object:  # noqa: ANN401 (of any type that Parquet has)
    if isinstance(value, list):
        return "、".join(str(item) for item in value if item is not None) or "无"
    return value
