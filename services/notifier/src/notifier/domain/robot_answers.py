"""What a robot's service means by its answer: most refusals come with HTTP 200 and a code in the body.

Codes as WeCom, DingTalk and Feishu document them. One that is not listed may pass: it is tried again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from notifier.domain.retry import NotNow, Outcome, Refused, Sent
from notifier.domain.robots import SERVICES

_MOST_SAID: Final = 200


@dataclass(frozen=True, slots=True)
class _Codes:
    """Codes that nothing mends but a person. `gone`: nothing more will be taken; else it is this message."""

    gone: frozenset[int]
    refused: frozenset[int]
    # Where an answer has its code and what it says of it.
    code: tuple[str, ...] = ("errcode",)
    words: tuple[str, ...] = ("errmsg",)


_CODES: Final = {
    "wecombot": _Codes(
        # The key is wrong or the robot was removed; it is stopped; it is not in the group.
        gone=frozenset({93000, 93004, 93008}),
        # The kind, a parameter, no text, too long a text.
        refused=frozenset({40008, 40058, 44004, 45002}),
    ),
    "dingtalk": _Codes(
        # No such token, old and new; no such group; the robot is stopped or not there.
        gone=frozenset({300001, 400013, 400101, 400102, 400106}),
        # Keyword, signature or address do not fit what the group asks for; the form; words not allowed.
        refused=frozenset({310000, 40035, 43004, 400105, 430101, 430102, 430103, 430104}),
    ),
    "feishu": _Codes(
        # The token is wrong or the robot was removed; it is stopped.
        gone=frozenset({19001, 19007}),
        # The form; signature, address or keyword do not fit what the group asks for.
        refused=frozenset({9499, 19002, 19021, 19022, 19024}),
        code=("code", "StatusCode"),
        words=("msg", "StatusMessage"),
    ),
}
# As other statuses of 400 to 499, but waiting helps.
_MAY_PASS: Final = frozenset({408, 425, 429})
_NO_SUCH_ROBOT: Final = frozenset({401, 404, 410})


def robot_answer(schema: str, status: int, body: bytes, retry_after: timedelta | None = None) -> Outcome:
    """Return what an answer of a robot's service means for the message and its endpoint."""
    said = _said(body)
    code = next((said[name] for name in _CODES[schema].code if name in said), None)
    if isinstance(code, int) and (code != 0 or status == HTTPStatus.OK):
        return _by_code(schema, code, said, retry_after)
    reason = f"{SERVICES[schema]}: HTTP {status}"
    if 200 <= status < 300:
        return Sent()
    if 400 <= status < 500 and status not in _MAY_PASS:
        return Refused(reason, gone=status in _NO_SUCH_ROBOT)
    return NotNow(reason, retry_after)


def _by_code(schema: str, code: int, said: Mapping[str, object], retry_after: timedelta | None) -> Outcome:
    if code == 0:
        return Sent()
    words = next((str(said[name]) for name in _CODES[schema].words if said.get(name)), "")
    reason = f"{SERVICES[schema]}: {code} {words}".strip()[:_MOST_SAID]
    known = _CODES[schema]
    # Feishu says so under the code of a bad request.
    if "too many" in words.lower():
        return NotNow(reason, retry_after)
    if code in known.gone or code in known.refused:
        return Refused(reason, gone=code in known.gone)
    return NotNow(reason, retry_after)


def _said(body: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
