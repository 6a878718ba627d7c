"""Tables of regions and industries: shipped with the package, or newer ones from `HUIQI_CODES_FOLDER`.

A table is CSV in UTF-8: a first line `# standard and its state`, then `code,name,pinyin`; pinyin may be left
out. Levels above a code come from the code itself.
"""

import csv
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from shared.criteria.catalogue import FactType
from shared.criteria.codes import chain, code_problem

FILES: Final = MappingProxyType({FactType.REGION: "regions.csv", FactType.INDUSTRY: "industries.csv"})
_FOLDER: Final = "HUIQI_CODES_FOLDER"
_LONGEST_NAME: Final = 100


class TableError(ValueError):
    """The text is not a table of codes; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"第 {line} 行：{message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Entry:
    """One code as the standard has it; `pinyin` has a syllable for each character, separated by blanks."""

    code: str
    name: str
    pinyin: str


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A standard in one state, in the order of the table."""

    version: str
    entries: Mapping[str, Entry]


def read_table(kind: FactType, text: str) -> CodeTable:
    """Read and check a table; raises `TableError`. Every code but the highest needs the one above it."""
    first, _, rest = text.removeprefix("\ufeff").partition("\n")
    version = first.removeprefix("#").strip()
    if not first.startswith("#") or not version:
        raise TableError(1, "第一行应为 # 加标准号与状态，例如 # GB/T 2260，2026年9月。")
    reader = csv.DictReader(rest.splitlines())
    if not {"code", "name"} <= set(reader.fieldnames or ()):
        raise TableError(2, "第二行应为表头 code,name,pinyin（pinyin 可以没有）。")
    entries: dict[str, Entry] = {}
    for row in reader:
        entry = _entry(kind, row, reader.line_num + 1)
        if entry.code in entries:
            raise TableError(reader.line_num + 1, f"代码 {entry.code} 出现了两次。")
        entries[entry.code] = entry
    if not entries:
        raise TableError(2, "表头下面没有代码。")
    _check_levels(kind, entries)
    return CodeTable(version, MappingProxyType(entries))


@cache
def code_table(kind: FactType) -> CodeTable:
    """The table in force in this process."""
    name = FILES[kind]
    if (folder := os.environ.get(_FOLDER)) and (path := Path(folder) / name).exists():
        return read_table(kind, path.read_text(encoding="utf-8-sig"))
    return read_table(kind, (files("shared.criteria") / "tables" / name).read_text(encoding="utf-8"))


def _entry(kind: FactType, row: Mapping[str, str | None], line: int) -> Entry:
    code, name = (row["code"] or "").strip(), (row["name"] or "").strip()
    if problem := code_problem(kind, code):
        raise TableError(line, problem)
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise TableError(line, f"名称应有 1 至 {_LONGEST_NAME} 个字。")
    return Entry(chain(kind, code)[-1], name, (row.get("pinyin") or "").strip().lower())


def _check_levels(kind: FactType, entries: Iterable[str]) -> None:
    held = set(entries)
    for code in held:
        if missing := set(chain(kind, code)) - held:
            raise TableError(2, f"{code} 的上级 {min(missing)} 不在表中。")
