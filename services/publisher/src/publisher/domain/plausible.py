"""What no draft may say, however unfinished it is: sums beyond reason, links that run instead of lead."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from publisher.domain.errors import Invalid
from shared.events import Attachment, Benefit, Interpretation

MOST_YUAN: Final = Decimal(10) ** 13
EARLIEST: Final = date(1949, 10, 1)
LATEST: Final = date(2100, 12, 31)
# GB 32100-2015: length and alphabet. Some legal early codes fail the check character, so it is not asked for.
_CREDIT_CODE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_MOST_ITEMS: Final = 200


def check_benefit(benefit: Benefit) -> None:
    """Raise Invalid for a sum or ratio beyond reason, or an address that is not of the web."""
    for amount in benefit.fixed_yuan:
        _check_sum(amount, "/benefit/fixed_yuan")
    _check_sum(benefit.cap_yuan, "/benefit/cap_yuan")
    _check_ratio(benefit.ratio, "/benefit/ratio")
    for position, tier in enumerate(benefit.tiers):
        pointer = f"/benefit/tiers/{position}"
        _check_sum(tier.yuan, f"{pointer}/yuan")
        _check_sum(tier.cap_yuan, f"{pointer}/cap_yuan")
        _check_ratio(tier.ratio, f"{pointer}/ratio")
    for position, window in enumerate(benefit.windows):
        check_day(window.first, f"/benefit/windows/{position}/first")
        check_day(window.last, f"/benefit/windows/{position}/last")
    item = benefit.service_item
    if item is not None and item.url and not of_the_web(item.url):
        raise Invalid("办事事项的网址应以 https:// 开头。", "/benefit/service_item/url")


def _check_sum(amount: Decimal | None, pointer: str) -> None:
    if amount is not None and (not 0 <= amount < MOST_YUAN or amount != round(amount, 2)):
        raise Invalid("金额应在 0 元至 10 万亿元之间，最多到分。", pointer)


def _check_ratio(ratio: Decimal | None, pointer: str) -> None:
    if ratio is not None and not 0 <= ratio <= 10:
        raise Invalid("比例应在 0 至 1000% 之间。", pointer)


def check_day(day: date | None, pointer: str) -> None:
    """Raise Invalid for a day that no document means; counting the working days to it would not end."""
    if day is not None and not EARLIEST <= day <= LATEST:
        raise Invalid(f"日期应在 {EARLIEST.year} 年至 {LATEST.year} 年之间。", pointer)


def check_credit_code(code: str, pointer: str) -> None:
    """Raise Invalid for a wrong length or alphabet."""
    if not _CREDIT_CODE.fullmatch(code):
        raise Invalid(f"“{code[:30]}”不是 18 位的统一社会信用代码。", pointer)


def check_links(attachments: tuple[Attachment, ...], interpretations: tuple[Interpretation, ...]) -> None:
    """Raise Invalid for a link that a browser would run, or that leads nowhere."""
    for position, attachment in enumerate(attachments):
        if not (of_the_web(attachment.url) or attachment.url.startswith("/")):
            raise Invalid("附件的网址应以 https:// 开头。", f"/attachments/{position}/url")
    for position, each in enumerate(interpretations):
        if each.video_url and not of_the_web(each.video_url):
            raise Invalid("视频的网址应以 https:// 开头。", f"/interpretations/{position}/video_url")
        if each.picture and not (of_the_web(each.picture.url) or each.picture.url.startswith("/")):
            raise Invalid("图片的网址应以 https:// 开头。", f"/interpretations/{position}/picture/url")


def check_lengths(lists: Iterator[tuple[str, int]]) -> None:
    """Raise Invalid for a list that nobody would read."""
    for name, length in lists:
        if length > _MOST_ITEMS:
            raise Invalid(f"这里最多 {_MOST_ITEMS} 项。", f"/{name}")


def of_the_web(url: str) -> bool:
    """Whether an address is one that a link may lead to."""
    return url.startswith(("https://", "http://"))
