"""Sentences that change another condition: X的企业可不受第（三）项限制，但应Y; X可放宽至3%."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from publisher.domain.extraction.conditions.sentences import Reader
from publisher.domain.extraction.conditions.terms import Term, group, manual
from publisher.domain.extraction.numbering import Item, ordinal
from publisher.domain.extraction.plain import trimmed

_MARK: Final = r"（?[一二三四五六七八九十\d①-⑮]{1,3}）?"
_REFERENCE: Final = (
    rf"(?:上述|前述|本条|前款|以上|上款|本款)*(?:条件)?(?:中的?)?第(?P<first>{_MARK})(?:[、"
    rf"和或及至]第?(?P<second>{_MARK}))?[项条款点](?:、?第(?P<third>{_MARK})项)?"
)
_EXEMPT: Final = re.compile(
    rf"^(?:对于?|其中)?(?P<who>[^。；]{{2,80}}?)(?:的)?，?(?:可以?|经.{{2,10}}(?:同意"
    r"|认定)后可)?(?:不受|不适用|免于|免除|豁免|不要求|不作|放宽)(?:适用|满足"
    rf"|符合)?{_REFERENCE}(?:的)?(?:规定的?)?(?:条件|要求|限制|规定|指标)*(?:的?限制"
    r"|的?要求)?(?:[，；](?P<but>.+))?$"
)
_RELAXED: Final = re.compile(
    r"^(?:对于?|其中)?(?P<who>[^。；]{2,80}?)(?:的)?，(?P<what>[^，。；]*?)(?:要求|标准"
    r"|条件|比例|指标)?(?:可以?)?(?:适当|相应)?(?:放宽|降低|调整|放低)(?:至|到"
    r"|为)(?P<to>.+)$"
    r"|^(?:对于?|其中)?(?P<who2>[^，。；]{2,40}?)(?:可以?|可适当)(?:放宽|降低)(?:至|到|为)(?P<to2>.+)$"
)
_BUT: Final = re.compile(r"^(?:但是|但|不过|惟)(?:其|该企业|上述企业)?")


@dataclass(frozen=True)
class Change:
    """A change of the condition that an item states: also met by whoever meets `instead`."""

    target: Item
    instead: Term

    def apply(self, term: Term) -> Term:
        return group("any", [term, self.instead])


def change_of(reader: Reader, text: str, items: Sequence[Item]) -> Change | None:
    """The change that a sentence makes to one of the items; None where it is none or names no item."""
    said = text.strip("。；，")
    if found := _EXEMPT.match(said):
        target = _referred(found, items)
        who = reader.paragraph(found["who"])
        if target is None or who is None:
            return None
        but = reader.paragraph(_BUT.sub("", found["but"])) if found["but"] else None
        return Change(target, group("all", [who, but] if but else [who]))
    if found := _RELAXED.match(said):
        return _relaxed(reader, said, found, items)
    return None


def _referred(found: "re.Match[str]", items: Sequence[Item]) -> Item | None:
    """The item of that number; where two are named no single one can be changed."""
    if found["second"]:
        return None
    mark = found["third"] or found["first"]
    wanted = ordinal(mark)
    fits = [item for item in items if item.number == wanted and item.style not in {"cn", "chapter"}]
    alike = [item for item in fits if ("（" in mark) == ("（" in item.marker)]
    return next(iter(alike or fits), None)


def _relaxed(reader: Reader, said: str, found: "re.Match[str]", items: Sequence[Item]) -> Change | None:
    """The same fact with an easier bound for some: the item that asks for that fact."""
    who = reader.paragraph(found["who"] or found["who2"])
    bound = re.sub(r"^(?=[\d百千])", "不低于", found["to"] or found["to2"])
    for item in reversed(items):
        term = reader.paragraph(item.text) if item.text and item.text.strip("。；") != said else None
        facts = [leaf for leaf in term.leaves() if leaf.kind == "fact"] if term else []
        for leaf in facts:
            node = dict(leaf.leaf)
            label = _LABELS.get(str(node["fact"]))
            if label is None or (
                found["what"] and not _about(reader, found["what"], bound, str(node["fact"]))
            ):
                continue
            bound_as_written = bound if node["op"] in {"gte", "gt"} else bound.replace("不低于", "不超过")
            eased = reader.paragraph(f"{label}{bound_as_written}")
            if who and eased and eased.kind == "fact" and dict(eased.leaf)["fact"] == node["fact"]:
                eased = Term("fact", eased.leaf, sentence=trimmed(said), doubt="按放宽后的标准读。")
                return Change(item, group("all", [who, eased]))
    return None


def _about(reader: Reader, what: str, bound: str, fact: str) -> bool:
    term = reader.paragraph(f"{what}{bound}")
    return bool(term and any(dict(leaf.leaf).get("fact") == fact for leaf in term.leaves()))


_LABELS: Final = {
    "rd_intensity": "研发投入强度", "rd_staff_ratio": "研发人员占比", "revenue_growth": "营业收入增长率",
    "revenue": "上年度营业收入", "total_assets": "资产总额", "rd_spend": "研发费用", "employees": "从业人员",
    "rd_staff": "研发人员", "invention_patents": "发明专利", "debt_ratio": "资产负债率", "tax_paid": "纳税额",
    "registered_capital": "注册资本",
}  # fmt: skip


def unread(text: str) -> Term:
    """A change that could not be tied to an item: a person decides."""
    return manual(trimmed(text), "这是对其他条件的例外，规则没有读懂。")


def looks_like_change(text: str) -> bool:
    """Whether a sentence speaks of an exception to another condition."""
    return bool(re.search(r"不受.{0,20}限制|可?放宽|豁免|不适用", text))
