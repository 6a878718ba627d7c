"""What a notice says about a benefit: sections, amounts, windows, where to file, and who may."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from publisher.domain.extraction.amounts import Amounts, amounts_in, kind_in
from publisher.domain.extraction.conditions import Context, Proposal, propose
from publisher.domain.extraction.contacts import contacts_in, service_item_in
from publisher.domain.extraction.headings import SectionKind
from publisher.domain.extraction.numbering import Item, outline
from publisher.domain.extraction.plain import marks, trimmed
from publisher.domain.extraction.sections import Section, of_kind, sections_of
from publisher.domain.extraction.windows import Filing, effect_in, filing_in
from shared.criteria import CriteriaError, validate
from shared.criteria.catalogue import FactType
from shared.criteria.names import code_named
from shared.events import Benefit, BenefitKind, Contact, ServiceItem

_PLACE: Final = re.compile(r"(?:[\u4e00-\u9fff]{2,4}市)?[\u4e00-\u9fff]{1,6}?(?:新区|[区县市])")
_SPEAKS_OF_FILING: Final = re.compile("申报|受理|申请|提交|报送")
_ASKS: Final = re.compile("联系人|(?:联系|咨询|服务|办公)电话|咨询热线")
_GIVES: Final = re.compile(
    r"^(?:对于?|凡)?(?P<who>[^。；]{4,160}?)(?:的|，)(?:可|可以|按|按照|予以|给予|一次性|最高|享受|纳入)"
)


@dataclass(frozen=True)
class Notice:
    """What the rules found; what they did not find is empty."""

    sections: tuple[Section, ...] = ()
    kind: BenefitKind | None = None
    amounts: Amounts = field(default_factory=Amounts)
    filing: Filing = field(default_factory=Filing)
    service_item: ServiceItem | None = None
    contacts: tuple[Contact, ...] = ()
    materials: tuple[str, ...] = ()
    proposal: Proposal | None = None

    def text_of(self, kind: SectionKind) -> str:
        """What the sections of a kind say."""
        return "\n".join(section.text for section in of_kind(self.sections, kind))

    def benefit(self) -> Benefit | None:
        """The benefit for the draft; None where the text gives nothing."""
        if self.kind is None:
            return None
        return Benefit(
            kind=self.kind,
            amount_text=self.text_of(SectionKind.STANDARD)[:2000],
            fixed_yuan=self.amounts.fixed,
            ratio=self.amounts.ratio,
            cap_yuan=self.amounts.cap,
            tiers=self.amounts.tiers,
            windows=self.filing.windows,
            rolling=self.filing.rolling,
            materials=self.materials,
            procedure=self.text_of(SectionKind.PROCEDURE)[:4000],
            review_criteria=self.text_of(SectionKind.REVIEW)[:4000],
            service_item=self.service_item,
            contact=self.contacts[0] if self.contacts else None,
            further_contacts=self.contacts[1:],
        )


def read_notice(title: str, lines: Sequence[str], issuer: str, written_on: date | None) -> Notice:
    """Read the body's lines. 本区 is the issuer's region, 上年度 the year before the document was written."""
    sections = sections_of(lines)
    text = "\n".join(marks(line) for line in lines)
    standard = _text(sections, SectionKind.STANDARD)
    return Notice(
        sections=tuple(sections),
        kind=kind_in(title, standard),
        amounts=amounts_in(standard),
        filing=_filing(sections, text, written_on),
        service_item=service_item_in(text),
        contacts=contacts_in(_text(sections, SectionKind.CONTACT)) or contacts_in(_asking(text)),
        materials=_materials(of_kind(sections, SectionKind.MATERIALS)),
        proposal=_proposal(sections, lines, Context(region_of(issuer, title, text), written_on)),
    )


def region_of(*texts: str) -> str:
    """The region that 本区 means: the first that the issuer, the title or the text names."""
    for text in texts:
        for found in _PLACE.finditer(text):
            for start in range(len(found.group()) - 1):
                name = found.group()[start:]
                code = code_named(FactType.REGION, name) or code_named(FactType.REGION, f"上海市{name}")
                if code and len(code) >= 4:
                    return code
    return ""


def _text(sections: Sequence[Section], kind: SectionKind) -> str:
    return "\n".join(section.text for section in of_kind(sections, kind))


def _filing(sections: Sequence[Section], text: str, written_on: date | None) -> Filing:
    _, lapses = effect_in(text, written_on)
    in_section = filing_in(_text(sections, SectionKind.TIME), written_on, lapses)
    if in_section.windows or in_section.rolling:
        return in_section
    told = [line for line in re.split(r"[。\n]", text) if _SPEAKS_OF_FILING.search(line)]
    return filing_in("\n".join(told), written_on, lapses)


def _asking(text: str) -> str:
    """The lines that tell whom to ask, in a notice without a section for it."""
    return "\n".join(line for line in text.split("\n") if _ASKS.search(line))


def _materials(sections: Sequence[Section]) -> tuple[str, ...]:
    """One a line: the members of the section's list, else what 、 and ； separate."""
    found: list[str] = []
    for section in sections:
        items = [item for item in section.item.walk() if item.text and item.marker]
        items = [item for item in items if item is not section.item]
        if items:
            found += [trimmed(item.text) for item in items]
            continue
        for line in section.text.split("\n"):
            told = re.sub(r"^.{0,30}?(?:如下|以下|下列)(?:材料|资料)?[：，]?", "", line)
            found += [trimmed(part) for part in re.split(r"[；。]|、(?![^（]*）)", told)]
    return tuple(dict.fromkeys(each[:500] for each in found if each))[:100]


def _proposal(sections: Sequence[Section], lines: Sequence[str], context: Context) -> Proposal | None:
    who = [section.item for section in of_kind(sections, SectionKind.OBJECT, SectionKind.CONDITIONS)]
    barred = [
        each for each in of_kind(sections, SectionKind.BARRED) if SectionKind.CONDITIONS not in each.kinds
    ]
    proposal = propose(who, context, excluded=[section.item for section in barred])
    if proposal is None and not sections:
        proposal = _from_sentences(lines, context)
    try:
        return proposal if proposal is None or validate(proposal.tree) else None
    except CriteriaError:
        return None


def _from_sentences(lines: Sequence[str], context: Context) -> Proposal | None:
    """A text without sections: its only sentence that gives something, or, where short, all of it."""
    gives = [
        found["who"]
        for line in lines
        for part in re.split("[。；]", marks(line))
        if (found := _GIVES.match(part))
    ]
    if len(gives) == 1:
        return propose([Item("", "", 0, gives[0])], context)
    if len("".join(lines)) > 600 or gives:
        return None
    proposal = propose([outline([marks(line) for line in lines])], context)
    # Text of which the rules understand nothing says nothing about who may file.
    return proposal if proposal and '"fact"' in json.dumps(proposal.tree) else None
