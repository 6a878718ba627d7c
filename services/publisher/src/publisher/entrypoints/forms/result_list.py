"""A list of results as people type it: a line or row for each enterprise."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from publisher.domain.cells import read_day, read_yuan
from publisher.domain.errors import Invalid
from publisher.domain.results import check_entry
from publisher.entrypoints.sheets import SheetRow
from shared.events import ResultEntry

NAME, CODE, AMOUNT, NOTE = "企业名称", "统一社会信用代码", "金额（元）", "说明"
COLUMNS: Final = (NAME, CODE, AMOUNT, NOTE)
REQUIRED: Final = (NAME, CODE)
WIDTHS: Final = (36, 24, 16, 40)
FIELDS: Final = ("title", "list", "first_day", "last_day", "contact_name", "contact_phone")
_MOST_WRONG: Final = 20
_COMMA: Final = re.compile("[,，]")


def read_list(text: str) -> list[ResultEntry]:
    """The entries of a list typed or pasted, a line each; raises Invalid with the lines that are wrong."""
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            # Lines that were copied from Excel have tabs.
            cells = line.split("\t", maxsplit=3) if "\t" in line else _COMMA.split(line, maxsplit=3)
            cells = [cell.strip() for cell in cells]
            rows.append(SheetRow(number, dict(zip(COLUMNS, cells + [""] * 4, strict=False))))
    return read_entries(rows)


def read_entries(rows: Sequence[SheetRow]) -> list[ResultEntry]:
    """The entries of rows; raises Invalid with the numbers of those that are wrong."""
    entries, wrong = [], []
    for row in rows:
        try:
            entries.append(_entry(row.cells))
        except Invalid as refusal:
            wrong.append(f"第 {row.number} 行：{refusal}")
    if wrong:
        more = f"还有 {len(wrong) - _MOST_WRONG} 行有误。" if len(wrong) > _MOST_WRONG else ""
        raise Invalid("".join(wrong[:_MOST_WRONG]) + more, "/list")
    return entries


def list_text(entries: Sequence[ResultEntry]) -> str:
    """The list as its form shows it."""
    return "\n".join(
        "，".join(
            (
                entry.enterprise_name,
                entry.credit_code,
                "" if entry.amount_yuan is None else f"{entry.amount_yuan:f}",
                entry.note,
            )
        ).rstrip("，")
        for entry in entries
    )


def day_of(values: Mapping[str, str], name: str, label: str) -> date | None:
    """A day that may be left open; raises Invalid at the field."""
    if not values[name]:
        return None
    try:
        return read_day(values[name], label)
    except Invalid as refusal:
        raise Invalid(str(refusal), f"/{name}") from refusal


def _entry(cells: Mapping[str, str]) -> ResultEntry:
    amount = cells.get(AMOUNT, "")
    entry = ResultEntry(
        enterprise_name=cells.get(NAME, ""),
        credit_code=cells.get(CODE, "").upper(),
        amount_yuan=read_yuan(amount, "金额") if amount else None,
        note=cells.get(NOTE, ""),
    )
    check_entry(entry, "/list")
    return entry
