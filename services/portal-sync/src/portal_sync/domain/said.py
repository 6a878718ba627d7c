"""A policy's content as JSON and as values, each made from the other when it is first asked for."""

from typing import Self

from shared.events import PolicyContent


class Said:
    """Most of what passes through is only moved on: then it is neither read nor written again."""

    __slots__ = ("_content", "_text")

    def __init__(self, content: PolicyContent | None, text: str | None) -> None:
        self._content = content
        self._text = text

    @classmethod
    def of(cls, content: PolicyContent) -> Self:
        """Hold values."""
        return cls(content, None)

    @classmethod
    def stored(cls, text: str) -> Self:
        """Hold JSON that this service wrote; it is always readable."""
        return cls(None, text)

    @property
    def content(self) -> PolicyContent:
        """The values."""
        if self._content is None:
            self._content = PolicyContent.model_validate_json(self._text or "")
        return self._content

    @property
    def text(self) -> str:
        """The JSON."""
        if self._text is None:
            self._text = self.content.model_dump_json()
        return self._text
