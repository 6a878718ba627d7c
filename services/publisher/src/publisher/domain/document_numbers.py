"""Document numbers (发文字号): 普府办〔2025〕12号, and what people type instead."""

import re
import unicodedata
from typing import Final

from publisher.domain.errors import Invalid

_FORM: Final = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,20})[〔\[【({<〈](?P<year>\d+)[〕\]】)}>〉]第?0*(?P<number>\d+)号"
)
_EXAMPLE: Final = "应写成“普府办〔2025〕12号”这样的形式。"


def normalise(text: str) -> str:
    """Return the number with hexagonal brackets, without 第 and leading zeros; raises Invalid."""
    found = _FORM.fullmatch(_plain(text))
    if found is None:
        raise Invalid(
            f"发文字号“{text.strip()[:40]}”读不出机关代字、年份和序号，{_EXAMPLE}", "/document_number"
        )
    year, number = int(found["year"]), int(found["number"])
    if len(found["year"]) != 4 or not 1949 <= year <= 2100:
        raise _refusal(f"发文字号里的年份“{found['year']}”不是完整的四位年份")
    if number == 0:
        raise _refusal("发文字号里的序号应从 1 起")
    return f"{found['issuer']}〔{year}〕{number}号"


def find(line: str) -> str | None:
    """The document number that a line of a document's head consists of, in its proper form."""
    plain = re.sub(r"^(?:发文字号|文号)[::]", "", _plain(line))
    found = _FORM.match(plain)
    if found is None or not re.fullmatch(r"|签发人.*", plain[found.end() :]):
        return None
    try:
        return normalise(found.group())
    except Invalid:
        return None


def _refusal(reason: str) -> Invalid:
    return Invalid(f"{reason}，{_EXAMPLE}", "/document_number")


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
