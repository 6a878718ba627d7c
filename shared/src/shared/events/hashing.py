"""The canonical hash of a policy revision (同源发布)."""

import hashlib
import json
from typing import Any, Final

import rfc8785

from shared.events.policies import PolicyContent

# Beyond it a number of JavaScript is no longer exact, and RFC 8785 refuses it.
_MOST: Final = 2**53 - 1


def content_hash(content: PolicyContent) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 of the content's canonical JSON (RFC 8785).

    What is left at its default is left out, so that a field added later changes no earlier hash.
    """
    return canonical_hash(content.model_dump(mode="json", exclude_defaults=True))


def canonical_hash(document: Any) -> str:  # noqa: ANN401 (JSON)
    """Return `sha256:` and the hexadecimal SHA-256 of any JSON value's canonical form (RFC 8785)."""
    return f"sha256:{hashlib.sha256(_canonical(document)).hexdigest()}"


def _canonical(document: Any) -> bytes:  # noqa: ANN401 (JSON)
    """Python's own encoder is ten times as fast, and writes the same for all but odd numbers and keys."""
    if not _is_plain(document):
        return rfc8785.dumps(document)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _is_plain(document: Any) -> bool:  # noqa: ANN401 (JSON)
    """Whether Python's encoder writes this as RFC 8785 has it."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        kind = type(value)
        if kind is dict:
            if not all(map(_is_plain_key, value)):
                return False
            waiting += value.values()
        elif kind is list:
            waiting += value
        elif kind is float:
            # In this range both write the shortest decimal fraction; beyond it and for 1.0 they differ.
            if not 1e-4 <= abs(value) < 1e15 or value.is_integer():
                return False
        elif kind is int:
            if not -_MOST <= value <= _MOST:
                return False
        elif kind is not str and kind is not bool and value is not None:
            return False
    return True


def _is_plain_key(key: object) -> bool:
    return type(key) is str and key.isascii()
