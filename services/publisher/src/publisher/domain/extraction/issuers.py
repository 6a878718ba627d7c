"""Who issued a document: the signature above its date, else its letterhead."""

import re
from collections.abc import Sequence
from typing import Final

from shared.events import Department
from shared.vocabulary import DEPARTMENTS

_ORGANISATION: Final = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:委员会|办公室|人民政府|管理局|[^结布格]局|政府|法院|检察院|[厅部院署]|中心|管委会|[区市]委|科委|商务委|总队|支队|工会|协会|联合会|领导小组|街道办事处)"
)


def in_signature(lines: Sequence[str]) -> list[Department]:
    """The departments that sign just above the date, in their order; the first one leads."""
    signed: list[str] = []
    for line in reversed(lines):
        names = [part for part in re.split(r"[\s、，]+", line) if part]
        if not names or not all(_ORGANISATION.fullmatch(name) for name in names):
            break
        signed[:0] = names
    return [department(name) for name in dict.fromkeys(signed)]


def in_letterhead(lines: Sequence[str]) -> list[Department]:
    """The departments that a letterhead names: lines of names, the last one perhaps followed by 文件."""
    named: list[str] = []
    for line in lines:
        names = [
            re.sub(r"文件$", "", part) for part in re.split(r"[\s、，]+", line) if part not in {"", "文件"}
        ]
        if names and all(_ORGANISATION.fullmatch(name) for name in names):
            named += names
        elif opening := re.match(rf"({_ORGANISATION.pattern})关于", line):
            named.append(opening[1])
    return [department(name) for name in dict.fromkeys(named)]


def department(name: str) -> Department:
    """The department of that name, whether or not it says 上海市 first; its code is empty where unknown."""
    short = name.removeprefix("上海市")
    for code, known in DEPARTMENTS.items():
        if known.removeprefix("上海市") == short:
            return Department(code=code, name=name)
    return Department(code="", name=name)
