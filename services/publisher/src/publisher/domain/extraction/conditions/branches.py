"""Sentences that ask something else of each kind of enterprise: 制造业企业A；其他企业B."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from publisher.domain.extraction.plain import plain

_KIND: Final = "企业|单位|机构|个体工商户|社会组织"
_OF_KIND: Final = re.compile(
    rf"^(?P<lead>[^：，]{{2,16}}：)?(?:其中，?|对于?){{0,2}}(?P<who>[^：，]{{2,40}}?(?:{_KIND}))(?:的，?|，)?(?P<then>[^的，、或和及与].+)$"
)
_OTHERS: Final = re.compile(rf"^(?:其他|其余)(?:[^，：]{{0,6}})?(?:{_KIND}|行业)(?:的，?|，)?(?P<then>.+)$")
_NOT_A_KIND: Final = re.compile("^[且并]|^同时|具有|具备|获得|取得|占|近.年")
_COMPARED: Final = "(?:应|须|需|要)?(?:不低于|不少于|不超过|不高于|低于|高于|达到?|超过|大于|小于|在?\\d)"
_SUBJECT: Final = re.compile(rf"^.*?(?={_COMPARED})")


@dataclass(frozen=True)
class Branch:
    """Who is meant and what is asked of them; `others` where all are meant whom no branch names."""

    who: str
    then: str
    said: str
    others: bool = False


def branches_of(parts: Sequence[str]) -> list[Branch]:
    """The branches where every part is one, in order; empty where they are something else."""
    said = [part for part in parts if part]
    if len(said) == 1:
        said = said[0].split("，")
    branches: list[Branch] = []
    subject = ""
    for part in said:
        branch = _branch(plain(part).text, part)
        if branch is None or (branch.others and not branches):
            return []
        asked = _SUBJECT.match(branch.then)
        if asked and asked.group():
            subject = asked.group()
        then = branch.then if asked is None or asked.group() else subject + branch.then
        branches.append(Branch(branch.who, then, branch.said, branch.others))
    return branches if len(branches) > 1 else []


def _branch(text: str, said: str) -> Branch | None:
    if others := _OTHERS.match(text):
        return Branch("", others["then"], said, others=True)
    found = _OF_KIND.match(text)
    if found is None or _NOT_A_KIND.search(found["who"]):
        return None
    return Branch(found["who"], (found["lead"] or "").rstrip("：") + found["then"], said)
