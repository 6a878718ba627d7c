"""Tables of profiles from files: .xlsx, Parquet, or CSV in UTF-8 or GB18030."""

from collections.abc import Iterable, Iterator, Sequence

from matcher.domain.cells import COLUMNS, CREDIT_CODE, NAME
from matcher.entrypoints.parquet import is_parquet, parquet_lines
from matcher.handlers.import_profiles import OpenTable, TableRow
from shared.sheets import UnreadableSheetError, sheet_lines


def read_table(content: bytes, *, most_rows: int) -> list[TableRow]:
    """Read a small table at once; raises `UnreadableSheetError`. Takes CPU time."""
    return list(open_table(content, most_rows).rows)


def open_table(content: bytes, most_rows: int) -> OpenTable:
    """Open a table whose first row has the headers; rows are read as they are asked for, not before.

    Raises `UnreadableSheetError`, while rows are read too. Takes CPU time.
    """
    lines = parquet_lines(content) if is_parquet(content) else sheet_lines(content, most_rows)
    header = next(lines, None)
    if header is None:
        raise UnreadableSheetError("文件是空的。第一行应为表头，例如：统一社会信用代码、企业名称、注册地。")
    columns = _columns(header)
    return OpenTable(frozenset(columns) - {""}, _rows(lines, columns, most_rows))


def _rows(lines: Iterator[Sequence[object]], columns: list[str], most_rows: int) -> Iterator[TableRow]:
    empty = True
    for number, line in enumerate(lines, start=2):
        if number > most_rows + 1:
            raise UnreadableSheetError(f"一次最多导入 {most_rows} 行，请分成几个文件。")
        cells = {column: cell for column, cell in zip(columns, line, strict=False) if column}
        if any(cell not in (None, "") for cell in cells.values()):
            empty = False
            yield TableRow(number, cells)
    if empty:
        raise UnreadableSheetError("表头下面没有数据。")


def _columns(header: Iterable[object]) -> list[str]:
    names = [str(cell).strip() if cell is not None else "" for cell in header]
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise UnreadableSheetError(
            f"不认识这些列：{'、'.join(unknown[:10])[:200]}。列名用指标的中文名或代码。"
        )
    columns = [COLUMNS.get(name, "") for name in names]
    if twice := {column for column in columns if column and columns.count(column) > 1}:
        raise UnreadableSheetError(f"有的列出现了两次：{'、'.join(sorted(twice))}。")
    if not {"credit_code", "name"} <= set(columns):
        raise UnreadableSheetError(f"表头应有“{CREDIT_CODE}”和“{NAME}”两列。")
    return columns
