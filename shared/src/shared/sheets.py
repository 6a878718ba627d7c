"""Tables in files: .xlsx, or CSV in UTF-8 or GB18030; read within limits, written without formulas."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

MOST_COLUMNS: Final = 200
MOST_UNPACKED_BYTES: Final = 150 * 1024 * 1024
# The mark of UTF-8, without which Excel takes Chinese for something else.
CSV_MARK: Final = "\ufeff".encode()
CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class UnreadableSheetError(ValueError):
    """The file as a whole cannot be read; the message is a sentence that says what is expected."""


def sheet_lines(content: bytes, most_rows: int) -> Iterator[Sequence[object]]:
    """The lines of the first sheet, header included; raises UnreadableSheetError. Takes CPU time."""
    if content.startswith(_OLD_EXCEL):
        raise UnreadableSheetError("这是旧版 Excel 文件，请另存为 .xlsx 后再导入。")
    if content.startswith(b"PK"):
        return _excel_lines(content, most_rows)
    return _csv_lines(content)


def csv_line(line: Sequence[object]) -> bytes:
    """A line of CSV in UTF-8; what a formula begins with is made text. CSV_MARK goes before the first."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([_harmless(_text(cell)) for cell in line])
    return text.getvalue().encode()


def as_xlsx(title: str, lines: Iterable[Sequence[object]], widths: Sequence[int] = ()) -> bytes:
    """A workbook of one sheet whose cells are all text, the first line in bold. Takes CPU time."""
    # 23 MB, which a process needs only once somebody asks for a workbook; so too where one is read.
    from shared.xlsx_writing import written  # noqa: PLC0415

    return written(title, ([_text(cell) for cell in line] for line in lines), widths)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


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


def _excel_lines(content: bytes, most_rows: int) -> Iterator[list[object]]:
    from shared.xlsx_rows import xlsx_rows  # noqa: PLC0415

    _refuse_bomb(content)
    try:
        # Row by row: a file with one cell in its last corner would otherwise fill the memory.
        yield from xlsx_rows(io.BytesIO(content), most_rows + 2, MOST_COLUMNS)
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
