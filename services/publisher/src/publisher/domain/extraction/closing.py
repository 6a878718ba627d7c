"""What ends a notice and belongs to none of its sections: closing formulas and the list of annexes."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

_FORMULA: Final = re.compile(
    r"(?:^|(?<=[。；！]))\s*(?:现予以?|特此)(?:通知|公告|通告|公示|公布|函告|函复|批复|报告|说明)[。.！]?\s*$"
)
_ANNEXES: Final = re.compile(r"^附\s*件\s*\d{0,2}\s*[：:]")
_LISTED: Final = re.compile(r"^\s*\d{1,2}\s*[.．、]|^附\s*件\s*\d{1,2}\s*[.．、：:]")


def without_closing(lines: Sequence[str]) -> Iterator[str]:
    """The lines without 特此通知 and its like, and without 附件：… and what that goes on to list.

    An annex itself, which follows the signature, begins with 附件 alone and stays.
    """
    listing = False
    for line in lines:
        listing = bool(_ANNEXES.match(line) or (listing and _LISTED.match(line)))
        kept = _FORMULA.sub("", line)
        if not listing and (kept.strip() or not line.strip()):
            yield kept
