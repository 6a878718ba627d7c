"""Whom to ask, and where to file."""

import re
from typing import Final

from shared.events import Contact, ServiceItem

_PHONE: Final = re.compile(
    r"(?<![\d-])(?:(?:\(?0\d{2,3}\)?[- ]?)?\d{7,8}(?:(?:-|转|\*)\d{1,5})?|1[3-9]\d{9}|(?:400"
    r"|800)-?\d{3,4}-?\d{3,4}|12345|962\d{3})(?![\d-])"
)
_NAMED: Final = re.compile(
    r"(?:联\s*系\s*人|联系部门|咨询部门|受理部门|责任部门|联系单位|咨询人"
    r"|联系科室)[：](?P<name>[^：；，。\n]{2,30}?)(?=[；，。\n]|(?:联系|咨询|联络)?电话|手机|$)"
)
_PHONE_WORD: Final = re.compile(r"[，（]?(?:联系|咨询|服务|办公)?(?:电话|热线|方式|号码)[：为]*$")
_CODE: Final = re.compile(
    r"(?:事项|业务|服务事项|办事事项|实施)(?:编码|代码|编号)[：为是]*(?P<code>[A-Za-z0-9][A-Za-z0-9-]{3,39})"
)
_ITEM: Final = re.compile(
    r"[“「](?P<name>[^”」]{2,60})[”」](?:办事|申报|办理|服务)?(?:事项|栏目|模块|专栏"
    r"|服务)|(?:事项|办事事项|服务事项)名称[：为](?P<stated>[^；，。（）\n]{2,60})"
)
_URL: Final = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'*+=%-]+")


def contacts_in(text: str) -> tuple[Contact, ...]:
    """People or offices with their telephones, in order; a number alone is of the last named."""
    found: list[Contact] = []
    name = ""
    for part in re.split(r"[；。\n]", text):
        named, phones = _NAMED.search(part), list(_PHONE.finditer(part))
        if named:
            name = named["name"]
        elif phones:
            name = _just_before(part[: phones[0].start()]) or name
        found += [Contact(name=name, phone=phone.group()) for phone in phones]
    if not found and name:
        found = [Contact(name=name, phone="")]
    return tuple(dict.fromkeys(found))[:10]


def _just_before(lead: str) -> str:
    """区就业促进中心： or 李老师，电话：."""
    name = re.split(r"[：，]", _PHONE_WORD.sub("", lead).rstrip("：，（"))[-1]
    return name if 2 <= len(name) <= 24 else ""


def service_item_in(text: str) -> ServiceItem | None:
    """The item of 一网通办 with its code, name and address, as far as the text has them."""
    code, item, url = _CODE.search(text), _ITEM.search(text), _URL.search(text)
    if code is None and not (item and "通办" in text):
        return None
    name = (item["name"] or item["stated"]) if item else ""
    return ServiceItem(code=code["code"] if code else "", name=name, url=url.group() if url else "")
