"""The rows of an .xlsx sheet, one at a time: openpyxl reads the workbook, lxml the rows and their texts.

openpyxl's own rows take two to three times as long, and more where a file does not state its size.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO, Final

from lxml import etree
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

_ROW: Final = f"{{{SHEET_MAIN_NS}}}row"
_CELL: Final = f"{{{SHEET_MAIN_NS}}}c"
_VALUE: Final = f"{{{SHEET_MAIN_NS}}}v"
_INLINE: Final = f"{{{SHEET_MAIN_NS}}}is"
_TEXT: Final = f"{{{SHEET_MAIN_NS}}}t"
_RUN: Final = f"{{{SHEET_MAIN_NS}}}r"
_SHARED: Final = f"{{{SHEET_MAIN_NS}}}si"
_COLUMN: Final = f"{{{SHEET_MAIN_NS}}}col"
_END: Final = f"{{{SHEET_MAIN_NS}}}sheetData"
_DIGITS: Final = "0123456789"
_from_iso: Final[Any] = from_ISO8601


def xlsx_rows(content: BinaryIO, most_rows: int, most_columns: int) -> Iterator[list[object]]:
    """The rows of the first sheet, as wide as each is; empty ones where some are left out. Takes CPU time.

    Raises whatever its parsers raise where the file is damaged.
    """
    workbook: Any = ExcelReader(content, read_only=True, data_only=True, keep_links=False)
    workbook.read_manifest()
    workbook.read_workbook()
    apply_stylesheet(workbook.archive, workbook.wb)
    cells = _Cells(workbook.wb, _shared_strings(workbook), most_columns)
    done = 0
    with workbook.archive.open(_first_sheet(workbook)) as source:
        for number, row in _elements(source):
            while done < min(number - 1, most_rows):
                done += 1
                yield []
            if number > most_rows:
                return
            if number > done:
                done = number
                yield cells.of_row(row)


def _first_sheet(workbook: Any) -> str:  # noqa: ANN401 (openpyxl's own)
    targets = (part.target for _, part in workbook.parser.find_sheets() if "chartsheet" not in part.Type)
    return next(str(target) for target in targets if target in workbook.valid_files)


def _shared_strings(workbook: Any) -> list[str]:  # noqa: ANN401
    part = workbook.package.find(SHARED_STRINGS)
    if part is None:
        return []
    found = []
    with workbook.archive.open(part.PartName[1:]) as source:
        for element in _parsed(source, _SHARED):
            found.append(_inline(element))
            _let_go(element)
    return found


def _elements(source: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Rows with their numbers."""
    number = 0
    for element in _parsed(source, _ROW, _COLUMN, _END):
        if element.tag == _END:
            return
        if element.tag == _ROW:
            number = int(float(element.get("r", number + 1)))
            yield number, element
        _let_go(element)


def _parsed(source: BinaryIO, *tags: str) -> Iterator[Any]:
    for _, element in etree.iterparse(source, tag=tags, resolve_entities=False, no_network=True):
        yield element


def _let_go(element: Any) -> None:  # noqa: ANN401 (lxml ships no types)
    element.clear()
    while (before := element.getprevious()) is not None:
        element.getparent().remove(before)


class _Cells:
    """Cells as values; a number is a day where its style says so."""

    def __init__(self, workbook: Any, shared: list[str], most_columns: int) -> None:  # noqa: ANN401
        self._shared = shared
        self._days = {str(style) for style in workbook._date_formats}  # noqa: SLF001
        self._spans = {str(style) for style in workbook._timedelta_formats}  # noqa: SLF001
        self._epoch = workbook.epoch
        self._most_columns = most_columns

    def of_row(self, row: Any) -> list[object]:  # noqa: ANN401
        values: list[object] = []
        for cell in row.iterchildren(_CELL):
            place = cell.get("r")
            column = _column_of(place.rstrip(_DIGITS)) if place else len(values) + 1
            if column > self._most_columns:
                break
            if column <= len(values):
                values[column - 1] = self._value(cell)
                continue
            while len(values) < column - 1:
                values.append(None)
            values.append(self._value(cell))
        return values

    def _value(self, cell: Any) -> object:  # noqa: ANN401
        kind = cell.get("t")
        if kind == "inlineStr":
            return next((_inline(child) for child in cell.iterchildren(_INLINE)), None)
        text = next((child.text for child in cell.iterchildren(_VALUE)), None)
        if not text:
            return None
        if kind is None or kind == "n":
            number = float(text) if "." in text or "E" in text or "e" in text else int(text)
            style = cell.get("s")
            return self._day(number, style) if style in self._days else number
        if kind == "s":
            return self._shared[int(text)]
        if kind == "b":
            return bool(int(text))
        return _from_iso(text) if kind == "d" else text

    def _day(self, number: float, style: str) -> object:
        try:
            return from_excel(number, self._epoch, timedelta=style in self._spans)
        except (OverflowError, ValueError):
            return "#VALUE!"


def _inline(element: Any) -> str:  # noqa: ANN401
    """Text, in runs where it is formatted; how it is pronounced is left out."""
    parts = []
    for child in element:
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag == _RUN:
            parts.extend(part.text or "" for part in child.iterchildren(_TEXT))
    return "".join(parts)


@lru_cache(maxsize=2048)
def _column_of(letters: str) -> int:
    return column_index_from_string(letters)
