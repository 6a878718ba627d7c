"""Open remarks beside the draft's form, each with the place where its field is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from publisher.domain.policies import Policy
from publisher.domain.remarks import Remark
from publisher.entrypoints.page_acts import address
from publisher.handlers.ports import Unit

# Fields of the draft's form by the label under which reviewers read them.
_FIELDS: Final = {
    "类型": "kind",
    "标题": "title",
    "发文机关": "issuer_name",
    "联合发文机关": "joint_issuers",
    "发文字号": "document_number",
    "成文日期": "written_on",
    "施行日期": "effective_on",
    "有效期至": "expires_on",
    "主题分类": "theme",
    "体裁": "genre",
    "内容概述": "summary",
    "主题词": "keywords",
    "正文": "body",
    "依据": "basis",
    "贯彻落实": "implements",
    "替代的文件": "replaces",
    "被替代": "replaced_by",
}
_PAGES: Final = {"附件": "/attachments", "申报条件": "/criteria"}
_INTERPRETATION: Final = re.compile(r"政策解读 (\d{1,3})")


@dataclass(frozen=True)
class Mending:
    """A remark that nobody has dealt with, and the address of the field that it is about."""

    remark: Remark
    href: str

    @property
    def field(self) -> str:
        """The name of the field in the draft's form; empty where another page has it."""
        page, _, name = self.href.partition("#")
        return name if page.endswith("/edit") else ""


async def open_remarks(unit: Unit, policy: Policy) -> Sequence[Mending]:
    """The open remarks on the draft, oldest first."""
    if policy.open is None:
        return []
    found = await unit.remarks.of(policy.open.id)
    return [Mending(each, address(policy.id, field_of(each.place))) for each in found if each.open]


def field_of(place: str) -> str:
    """Where a field is written, below the policy's address; the rest is the benefit's."""
    if place in _FIELDS:
        return f"/edit#{_FIELDS[place]}"
    if told := _INTERPRETATION.fullmatch(place):
        return f"/edit#interpretation_{max(0, int(told[1]) - 1)}_body"
    return _PAGES.get(place, "/benefit")
