"""Rows of workbooks are what openpyxl itself reads."""

import io
import zipfile
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from shared.sheets import as_xlsx
from shared.xlsx_rows import xlsx_rows

# Without a zone, as workbooks have them.
DAY: Final = datetime.fromisoformat("2026-11-23")
MORNING: Final = datetime.fromisoformat("2026-11-23T08:30")
LINES: Final[list[list[Any]]] = [
    ["名称", "数", "日"],
    ["甲 ", 12, DAY],
    [None, 0.5, MORNING, True],
    [],
    ["丁", -3, timedelta(hours=5), False, None, "远"],
    [CellRichText("粗", TextBlock(InlineFont(b=True), "细")), 1e20, "=1+1", "#N/A"],
]


def workbook(lines: list[list[Any]], *, write_only: bool) -> bytes:
    made = Workbook(write_only=write_only)
    sheet = made.create_sheet("一", 0)
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows(content: bytes, most_rows: int = 100, most_columns: int = 100) -> list[list[object]]:
    return list(xlsx_rows(io.BytesIO(content), most_rows, most_columns))


@pytest.mark.parametrize("write_only", [True, False])
def test_values_are_those_of_openpyxl(write_only: bool) -> None:
    content = workbook(LINES, write_only=write_only)
    sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    expected = [list(row) for row in sheet.iter_rows(values_only=True)]
    read = [row + [None] * (len(expected[0]) - len(row)) for row in rows(content)]
    assert read == expected
    assert read[1] == ["甲 ", 12, DAY, None, None, None]


def test_nothing_beyond_the_limits() -> None:
    sheet = Workbook()
    sheet.worksheets[0]["A1"] = "第一"
    sheet.worksheets[0]["XFD1"] = "最右"
    sheet.worksheets[0]["A1048576"] = "最下"
    out = io.BytesIO()
    sheet.save(out)
    assert rows(out.getvalue(), most_rows=5, most_columns=3) == [["第一"], [], [], [], []]


def test_cells_without_places_stand_in_their_order() -> None:
    content = io.BytesIO(as_xlsx("一", [["甲", "乙"], ["丙", "丁"]]))
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as held, zipfile.ZipFile(changed, "w") as made:
        for name in held.namelist():
            text = held.read(name).replace(b' r="1"', b"").replace(b' r="2"', b"")
            made.writestr(name, text.replace(b' r="A1"', b"").replace(b' r="B1"', b""))
    assert rows(changed.getvalue()) == [["甲", "乙"], ["丙", "丁"]]


def test_no_entities_are_filled_in() -> None:
    content = io.BytesIO(as_xlsx("一", [["甲"]]))
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as held, zipfile.ZipFile(changed, "w") as made:
        for name in held.namelist():
            text = held.read(name)
            if name.endswith("sheet1.xml"):
                text = b'<!DOCTYPE worksheet [<!ENTITY x "boom">]>' + text.replace(b"&#30002;", b"&x;")
                text = text.replace("甲".encode(), b"&x;")
            made.writestr(name, text)
    assert "boom" not in str(rows(changed.getvalue()))
