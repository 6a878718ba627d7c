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


def _is_plain(value: Any) -> bool:  # noqa: ANN401 (JSON)
    if value is None or isinstance(value, str):
        return True
    if isinstance(value, dict):
        return all(isinstance(key, str) and key.isascii() and _is_plain(value[key]) for key in value)
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if isinstance(value, float):
        # In this range both write the shortest decimal fraction; beyond it and for 1.0 they differ.
        return 1e-4 <= abs(value) < 1e15 and not value.is_integer()
    return isinstance(value, int) and -_MOST <= value <= _MOST
