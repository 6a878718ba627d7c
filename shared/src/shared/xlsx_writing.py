"""Workbooks written by openpyxl: one sheet, every cell text."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font


def written(title: str, lines: Iterable[Sequence[str]], widths: Sequence[int]) -> bytes:
    """Return the workbook; the first line is in bold and stays in sight, `widths` are in characters."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    for number, line in enumerate(lines):
        sheet.append([_cell(sheet, cell, bold=not number) for cell in line])
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _cell(sheet: Any, text: str, *, bold: bool) -> Any:  # noqa: ANN401 (openpyxl's own)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    # Text, whatever it begins with; Excel neither calculates it nor cuts long numbers.
    cell.data_type = "s"
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
