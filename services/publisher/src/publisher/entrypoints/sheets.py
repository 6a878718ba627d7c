"""Files of rows that a department uploads, and files that it downloads."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from publisher.domain.errors import Invalid
from shared.sheets import XLSX_TYPE, UnreadableSheetError, as_xlsx, sheet_lines

MOST_ROWS: Final = 10_000
# What a sentence quotes of a cell; a longer one is cut.
_MOST_TEXT: Final = 2_000


@dataclass(frozen=True)
class SheetRow:
    """A row by the number that Excel shows, and its cells as text by column."""

    number: int
    cells: Mapping[str, str]


async def read_rows(
    content: bytes, columns: Sequence[str], required: Sequence[str], optional: Sequence[str] = ()
) -> list[SheetRow]:
    """The rows below the header; raises Invalid for a file that has none, or lacks a required column.

    `optional` columns may be there and are not read, as in the file of refused rows that is handed in again.
    """
    try:
        return await asyncio.to_thread(_read, content, columns, required, optional)
    except UnreadableSheetError as error:
        raise Invalid(str(error), "/file") from error


async def xlsx_response(
    name: str, title: str, lines: Iterable[Sequence[object]], widths: Sequence[int] = ()
) -> Response:
    """A workbook to download."""
    content = await asyncio.to_thread(as_xlsx, title, lines, widths)
    return Response(content, media_type=XLSX_TYPE, headers=download_as(name))


def download_as(name: str) -> dict[str, str]:
    """Headers of a download with a Chinese name (RFC 6266)."""
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }


def _read(
    content: bytes, columns: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> list[SheetRow]:
    lines = iter(sheet_lines(content, MOST_ROWS))
    header = [_text(cell) for cell in next(lines, ())]
    if missing := [name for name in required if name not in header]:
        raise UnreadableSheetError(f"表头缺少这些列：{'、'.join(missing)}。请使用模板，不要改动第一行。")
    if unknown := [name for name in header if name and name not in (*columns, *optional)]:
        raise UnreadableSheetError(f"不认识这些列：{'、'.join(unknown[:10])[:200]}。请使用模板。")
    if twice := {name for name in header if name and header.count(name) > 1}:
        raise UnreadableSheetError(f"有的列出现了两次：{'、'.join(sorted(twice))}。")
    rows = []
    for number, line in enumerate(lines, start=2):
        if number > MOST_ROWS + 1:
            raise UnreadableSheetError(f"一次最多导入 {MOST_ROWS} 行，请分成几个文件。")
        cells = dict.fromkeys(columns, "") | {
            name: _text(cell) for name, cell in zip(header, line, strict=False) if name in columns
        }
        if any(cells.values()):
            rows.append(SheetRow(number, cells))
    if not rows:
        raise UnreadableSheetError("表头下面没有数据。")
    return rows


def _text(cell: object) -> str:
    """A cell as a person reads it. Excel keeps codes of digits as numbers, and days as midnights."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S").removesuffix(" 00:00:00")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).replace("\x00", "").strip()[:_MOST_TEXT]
