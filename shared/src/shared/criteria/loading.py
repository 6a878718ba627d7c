"""Reading JSON that people and other systems write: strict, and able to say where a node stands."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Final, NoReturn

from shared.criteria.errors import escape
from shared.criteria.values import Json

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_SCALAR: Final = re.compile(r"[^,\]}\s]+")


class NotJsonError(ValueError):
    """The text is not JSON; `line` counts from 1 within it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def load_strict(text: str) -> Json:
    """JSON without NaN, infinities or keys written twice; raises `NotJsonError`."""
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise NotJsonError(
            error.lineno, f"不是合法的 JSON（第 {error.lineno} 行第 {error.colno} 列）。"
        ) from error
    except RecursionError as error:
        raise NotJsonError(1, "JSON 嵌套过深。") from error
    except ValueError as error:
        # Python's own word is about numbers of thousands of digits.
        raise NotJsonError(1, "数字过长。" if str(error).isascii() else str(error)) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"数字不能是 {name}。")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError("同一个对象里有键写了两次。")
    return result


def line_of(text: str, pointer: str) -> int:
    """The line, from 1, where the value at a JSON pointer begins in valid JSON; 1 where there is none."""
    positions: dict[str, int] = {}
    _Scan(text, positions).value(_skip(text, 0), "")
    return text.count("\n", 0, positions.get(pointer, 0)) + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


class _Scan:
    def __init__(self, text: str, positions: dict[str, int]) -> None:
        self._text = text
        self._positions = positions

    def value(self, at: int, pointer: str) -> int:
        self._positions[pointer] = at
        opening = self._text[at]
        if opening == "{":
            return self._members(at, pointer)
        if opening == "[":
            return self._items(at, pointer)
        if opening == '"':
            return int(scanstring(self._text, at + 1)[1])
        found = _SCALAR.match(self._text, at)
        return found.end() if found else at + 1

    def _members(self, at: int, pointer: str) -> int:
        at = _skip(self._text, at + 1)
        while self._text[at] != "}":
            key, at = scanstring(self._text, at + 1)
            at = _skip(self._text, _skip(self._text, at) + 1)
            at = self._next(self.value(at, f"{pointer}/{escape(key)}"))
        return at + 1

    def _items(self, at: int, pointer: str) -> int:
        at, index = _skip(self._text, at + 1), 0
        while self._text[at] != "]":
            at, index = self._next(self.value(at, f"{pointer}/{index}")), index + 1
        return at + 1

    def _next(self, at: int) -> int:
        at = _skip(self._text, at)
        return _skip(self._text, at + 1) if self._text[at] == "," else at
