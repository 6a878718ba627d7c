"""From an uploaded Word document to the proposed draft, and how right the proposal is.

The notices are our own and, where they are there, those beside the project. The peer of the same run is
python-docx alone, in this process: what reading apart and the rules cost on top of it.
"""

import asyncio
import io
import time
from typing import Any, Final

import docx

from benchmarks.harness import Bar, Results, percentiles
from publisher.adapters.documents.reader import SandboxedReader
from publisher.domain.extraction import extract
from publisher.domain.extraction.report import as_json
from tests.support.meaning import agreement
from tests.support.notice_files import Notice, notices_beside, own_notices

MOST_MS: Final = 2000
LEAST_AGREEMENT: Final = 0.99
PROFILES: Final = 10_000
_READER: Final = SandboxedReader(most_bytes=12 * 1024 * 1024, memory=1024**3, seconds=20)


def measure(*, quick: bool) -> Results:
    """Read every notice several times; compare the proposals with the expected trees."""
    notices = [*notices_beside(), *own_notices()]
    times, bare = [], []
    for notice in notices:
        for _ in range(2 if quick else 10):
            data = notice.as_word()
            began = time.perf_counter()
            _read(data)
            times.append(_since(began))
            began = time.perf_counter()
            "\n".join(each.text for each in docx.Document(io.BytesIO(data)).paragraphs)
            bare.append(_since(began))
    compared = notices[:2] if quick else notices
    agreements = {notice.name: _agreement(notice) for notice in compared}
    wrong = [field for notice in notices for field in _wrong(notice)]
    figures: dict[str, Any] = {
        **percentiles("read", times),
        **percentiles("bare_docx", bare),
        **{f"agreement_{name}": value for name, value in agreements.items()},
        "metadata_wrong": wrong,
    }
    bars = [
        Bar("Word document to proposed draft, slowest", max(times), "ms", MOST_MS),
        Bar(
            "equal verdicts on 10,000 profiles, least",
            min(agreements.values()),
            "share",
            LEAST_AGREEMENT,
            False,
        ),
        Bar("metadata fields read wrongly", len(wrong), "fields", 0),
    ]
    return Results(figures, bars)


def _read(data: bytes) -> dict[str, Any]:
    document = asyncio.run(_READER.read("notice.docx", data))
    return as_json(extract(document.text, paged=document.paged))


def _agreement(notice: Notice) -> float:
    return agreement(_read(notice.as_word())["criteria"], notice.expected["criteria"], PROFILES)


def _wrong(notice: Notice) -> list[str]:
    found = _read(notice.as_word())
    return [
        f"{notice.name}:{key}"
        for key, value in notice.expected.items()
        if key != "criteria" and found[key] != value
    ]


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
