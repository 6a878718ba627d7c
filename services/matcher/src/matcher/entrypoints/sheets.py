"""Tables from files: .xlsx, or CSV in UTF-8 or GB18030."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Final

from openpyxl import load_workbook

from matcher.domain.cells import COLUMNS, CREDIT_CODE, NAME
from matcher.handlers.import_profiles import TableRow

MOST_COLUMNS: Final = 200
MOST_UNPACKED_BYTES: Final = 150 * 1024 * 1024
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


class UnreadableSheetError(ValueError):
    """The file as a whole cannot be read; the message says what is expected."""


def read_table(content: bytes, *, most_rows: int) -> list[TableRow]:
    """Read a table whose first row has the headers; raises `UnreadableSheetError`. Takes CPU time."""
    lines = _lines(content, most_rows)
    header = next(lines, None)
    if header is None:
        raise UnreadableSheetError("文件是空的。第一行应为表头，例如：统一社会信用代码、企业名称、注册地。")
    columns = _columns(header)
    rows = []
    for number, line in enumerate(lines, start=2):
        if number > most_rows + 1:
            raise UnreadableSheetError(f"一次最多导入 {most_rows} 行，请分成几个文件。")
        cells = {column: cell for column, cell in zip(columns, line, strict=False) if column}
        if any(cell not in (None, "") for cell in cells.values()):
            rows.append(TableRow(number, cells))
    if not rows:
        raise UnreadableSheetError("表头下面没有数据。")
    return rows


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


def _lines(content: bytes, most_rows: int) -> Iterator[Iterable[object]]:
    if content.startswith(_OLD_EXCEL):
        raise UnreadableSheetError("这是旧版 Excel 文件，请另存为 .xlsx 后再导入。")
    if content.startswith(b"PK"):
        return _excel_lines(content, most_rows)
    return _csv_lines(content)


def _csv_lines(content: bytes) -> Iterator[list[object]]:
    reader = csv.reader(io.StringIO(_decoded(content), newline=""))
    try:
        for line in reader:
            yield list(line[:MOST_COLUMNS])
    except csv.Error as error:
        raise UnreadableSheetError(f"第 {reader.line_num} 行不是合法的 CSV。") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheetError("文件应为 .xlsx，或 UTF-8、GB18030 编码的 CSV。")


def _excel_lines(content: bytes, most_rows: int) -> Iterator[tuple[object, ...]]:
    _refuse_bomb(content)
    try:
        # Row by row: a file with one cell in its last corner would otherwise fill the memory.
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        yield from sheet.iter_rows(max_row=most_rows + 2, max_col=MOST_COLUMNS, values_only=True)
    except Exception as error:  # the library raises whatever its parsers raise
        raise UnreadableSheetError("这个 .xlsx 文件读不了，可能已损坏，请重新保存后再导入。") from error


def _refuse_bomb(content: bytes) -> None:
    """Unpack everything once and count: what the archive says of its sizes proves nothing."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    for piece in iter(lambda stream=stream: stream.read(1 << 20), b""):  # type: ignore[misc]
                        unpacked += len(piece)
                        if unpacked > MOST_UNPACKED_BYTES:
                            raise UnreadableSheetError("文件解开后过大，请分成几个文件。")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableSheetError("这个 .xlsx 文件已损坏，请重新保存后再导入。") from error
