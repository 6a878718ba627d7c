"""Input that no honest client sends, for any part of a request."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, Final

# Into a path, percent-encoded where a URL wants that.
IDS: Final = (
    "not-an-id",
    "-1",
    "99999999999999999999999",
    "2147483648",
    "00000000-0000-4000-8000-000000000000",
    "%00",
    "%ED%A0%80",
    "%FF",
    "..%2F..%2Fetc%2Fpasswd",
    "{{7*7}}",
    "%27%20OR%201=1--",
    "x" * 3000,
)
# Into a query, percent-encoded.
VALUES: Final = (
    "",
    "-1",
    "0",
    "99999999999999999999999",
    "1e400",
    "NaN",
    "%00",
    "%ED%A0%80",
    "%FF%FE",
    "x" * 1500,
    "%F0%9F%92%A9",
    "2026-02-30",
    "0001-01-01T00:00:00%2B14:00",
    "9999-12-31T23:59:59-14:00",
    "MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMHwwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDA=",
    "MDAwMS0wMS0wMVQwMDowMDowMCsxNDowMCAwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDA=",
    "//evil.example",
    "%27;DROP%20TABLE%20policy;--",
    "%25_%5C",
)
# What pages read of a query by themselves.
PAGE_PARAMETERS: Final = (
    *(
        "q",
        "page",
        "cursor",
        "state",
        "show",
        "kind",
        "theme",
        "department",
        "year",
        "genre",
        "benefit",
        "open",
    ),
    *("past", "sort", "channel", "policy", "all", "view", "next", "code", "error", "iss", "limit"),
    *("client_id", "redirect_uri", "response_type", "scope", "code_challenge", "post_logout_redirect_uri"),
)
# Several at a time, each read by itself.
HEADERS: Final[tuple[dict[str, str | bytes], ...]] = (
    {"Accept": "application/xml", "If-Match": "nonsense", "If-None-Match": "*", "Idempotency-Key": ""},
    {"Accept": ";;;,q=nonsense", "If-Match": '"99999999999999999999"', "Range": "bytes=9999999999-"},
    {"Accept-Language": "x" * 3000, "Idempotency-Key": "x" * 5000, "X-Request-ID": "<script>"},
    {
        "If-Match": b"\xff\xfe",
        "If-None-Match": b"\xff",
        "Idempotency-Key": b"\xff\xfe" * 4,
        "Accept": b"\xff",
    },
    {"Cookie": "huiqi_session=nonsense; huiqi_flash=%ff", "If-Modified-Since": "yesterday"},
    {"Cookie": "huiqi_flash=WzFd", "traceparent": "00-nonsense", "X-Forwarded-Proto": "gopher"},
    {"Host": "evil.example", "Content-Type": "application/json; charset=utf-16"},
)
# Raw JSON, for any place in a body.
JSON_VALUES: Final = (
    "null",
    "[]",
    "{}",
    "-1",
    "1e400",
    "-1e400",
    "NaN",
    "9" * 400,
    "-9223372036854775809",
    "0.000000000000000000000000000001",
    "true",
    '""',
    '"\\ud800"',
    '"\\u0000"',
    '"\\u202e\\u2066"',
    '"' + "x" * 70_000 + '"',
    '"2026-02-30"',
    '"9999-12-31T23:59:59.999999-14:00"',
    '"0001-01-01T00:00:00+14:00"',
    '"javascript:alert(1)"',
    '["x", null, 1]',
    "[" * 200 + "]" * 200,
)
# Into a field of a form.
FIELD_VALUES: Final = (
    "",
    "-1",
    "9" * 400,
    "1e400",
    "NaN",
    "二〇二六",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "x" * 50_000,
    "\u202e\u2066\ufeff",
    "javascript:alert(1)",
    "http://[::1",
    "{[",
    "<script>alert(1)</script>",
    "\r\nSet-Cookie: a=b",
    "nobody@",
)
# Whole bodies that are said to be JSON.
BODIES: Final = (
    b"",
    b"{",
    b"nonsense",
    b"\xff\xfe\xfd",
    b"\xef\xbb\xbf{}",
    '{"a": 1}'.encode("utf-16"),
    b'{"a": 1, "a": 2}',
    b"[" * 100_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b"null",
    b"[]",
    b"[null]",
    b"0",
    b'"text"',
    b"NaN",
    b"1e400",
    b"9" * 5000,
    b'"\\ud800"',
    b'{"\\ud800": 1}',
    b'{"\\u0000": 1}',
    b'{"items": [{"\\ud800": 1}]}',
    b'{"extra": 1, "__proto__": {}, "constructor": null}',
)
TYPES: Final = (
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "",
)
FORMS: Final = (
    b"",
    b"=&=&&&",
    b"%ED%A0%80=%ED%A0%80",
    b"a=%FF",
    b"title=%00",
    b"&".join(b"x%d=1" % n for n in range(3000)),
)
_BOUNDARY: Final = b"--b\r\nContent-Disposition: form-data; name=%s\r\n\r\nx\r\n--b--\r\n"
MULTIPART: Final = (
    b"",
    b"--b--\r\n",
    b"--b\r\nnonsense",
    _BOUNDARY % b'"file"',
    _BOUNDARY % b"",
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="\xff\xfe"\r\n\r\n\xff\r\n--b--\r\n',
    b'--b\r\nContent-Disposition: form-data; name="title"; filename="a"\r\n\r\nx\r\n--b--\r\n',
    b"".join(b'--b\r\nContent-Disposition: form-data; name="x%d"\r\n\r\n1\r\n' % n for n in range(1200))
    + b"--b--\r\n",
)


@dataclass(frozen=True)
class Probe:
    """One hostile request; `headers` and `content` go on top of an honest one's."""

    name: str
    content: bytes = b""
    headers: dict[str, str | bytes] = field(default_factory=dict)


def bodies(honest: Any) -> Iterator[Probe]:
    """Bodies for a route that takes JSON: nonsense, the wrong type, and `honest` with one place spoilt."""
    for content in BODIES:
        yield _json(content)
    for kind in TYPES:
        yield Probe(f"as {kind!r}", json.dumps(honest).encode(), {"Content-Type": kind})
    values = cycle(JSON_VALUES)
    for place in _places(honest):
        # A few values for each place, another for the next: together all, at a bearable price.
        for _ in range(3 if len(place) > 1 else len(JSON_VALUES)):
            yield _json(_spoilt(honest, place, next(values)).encode())
    if isinstance(honest, dict):
        yield _json(_spoilt(honest, ("an extra key",), "1").encode())


def spoilt_forms(honest: dict[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    """A form with one field spoilt, missing, or sent twice."""
    values = cycle(FIELD_VALUES)
    for name, sent in honest.items():
        for _ in range(3):
            yield honest | {name: [next(values)]}
        yield {other: its for other, its in honest.items() if other != name}
        yield honest | {name: [*sent, "1", "2"]}


def forms() -> Iterator[Probe]:
    """Bodies for a route that takes a form."""
    for content in FORMS:
        yield Probe(content[:40].decode("latin-1"), content, {"Content-Type": TYPES[2]})
    for content in MULTIPART:
        yield Probe(
            content[:60].decode("latin-1"), content, {"Content-Type": "multipart/form-data; boundary=b"}
        )
    yield Probe("no boundary", b"x", {"Content-Type": "multipart/form-data"})
    yield Probe("json", b"{}", {"Content-Type": "application/json"})


def _json(content: bytes) -> Probe:
    return Probe(content[:200].decode("latin-1"), content, {"Content-Type": "application/json"})


def _places(value: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place below the top of a JSON value."""
    below = (
        value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    )
    for step, child in below:
        yield (*here, step)
        yield from _places(child, (*here, step))


def _spoilt(honest: Any, place: tuple[str | int, ...], raw: str) -> str:
    """The JSON of `honest` with raw text in one place."""
    copy: Any = json.loads(json.dumps(honest))
    at: Any = copy
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = "\x1a"
    return json.dumps(copy).replace('"\\u001a"', raw)
