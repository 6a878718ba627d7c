"""One field of a form at a time: its text, its value, or a sentence about what is wrong with it."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from starlette.datastructures import FormData

_SEPARATORS: Final = re.compile(r"[、，,；;\s]+")


class Fields:
    """The fields that were sent, and what is wrong with them."""

    def __init__(self, form: FormData) -> None:
        self._form = form
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str:
        """The trimmed text with its line breaks as \\n."""
        value = self._form.get(name)
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""

    def ticked(self, name: str) -> list[str]:
        """The boxes that are ticked."""
        return [value for value in self._form.getlist(name) if isinstance(value, str)]

    def lines(self, name: str) -> list[str]:
        return [line.strip() for line in self.text(name).split("\n") if line.strip()]

    def words(self, name: str) -> list[str]:
        return [word for word in _SEPARATORS.split(self.text(name)) if word]

    def number(self, name: str, most: int) -> int:
        """A count in a hidden field; what is no count is 0."""
        text = self.text(name)
        return min(int(text), most) if text.isdecimal() and len(text) < 10 else 0

    def day(self, name: str) -> str | None:
        """A day as ISO text; None where there is none or it is wrong."""
        text = self.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            self.errors[name] = "日期应写成 2026-04-17 这样的形式。"
            return None

    def percentage(self, name: str) -> str | None:
        """A percentage as a fraction of 1."""
        amount = self._decimal(name, self.text(name).rstrip("%％").strip())
        return f"{Decimal(amount) / 100:f}" if amount is not None else None

    def _decimal(self, name: str, text: str) -> str | None:
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or amount < 0 or abs(amount.adjusted()) > 15:
            self.errors[name] = f"“{text[:20]}”不是合理的数字，请用阿拉伯数字填写。"
            return None
        return f"{amount:f}"
