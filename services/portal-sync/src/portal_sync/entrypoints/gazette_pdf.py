"""An issue of the gazette as PDF, with the Chinese fonts that PDF readers bring themselves.

No font is shipped: STSong-Light is one of the CID fonts that ISO 32000 readers have for Simplified Chinese.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

from portal_sync.domain.card import Card
from portal_sync.domain.gazette import Issue, Section

_FONT: Final = "STSong-Light"
_BASE: Final = {"fontName": _FONT, "wordWrap": "CJK"}
_TITLE: Final = ParagraphStyle("title", **_BASE, fontSize=24, leading=36, alignment=TA_CENTER)
_DATE: Final = ParagraphStyle("date", **_BASE, fontSize=12, leading=20, alignment=TA_CENTER)
_SECTION: Final = ParagraphStyle("section", **_BASE, fontSize=16, leading=28, spaceBefore=12)
_LINE: Final = ParagraphStyle("line", **_BASE, fontSize=11, leading=18, leftIndent=8)
_HEAD: Final = ParagraphStyle("head", **_BASE, fontSize=16, leading=26, alignment=TA_CENTER, spaceAfter=6)
_TEXT: Final = ParagraphStyle("text", **_BASE, fontSize=11, leading=19, firstLineIndent=22)


def gazette_pdf(issue: Issue, sections: Sequence[Section], site: str) -> bytes:
    """Return the issue: its contents, then every text in full. The same issue gives the same bytes."""
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=25 * mm,
        rightMargin=25 * mm,
        topMargin=25 * mm,
        bottomMargin=22 * mm,
        title=issue.title,
        author="上海市普陀区人民政府",
        lang="zh-CN",
        invariant=1,
    )
    document.build(list(_flow(issue, sections, site)), onLaterPages=_numbered, onFirstPage=_numbered)
    return written.getvalue()


def _flow(issue: Issue, sections: Sequence[Section], site: str) -> Iterator[Any]:
    yield Spacer(1, 40)
    yield Paragraph("上海市普陀区人民政府公报", _TITLE)
    state = "" if issue.complete else "（本月尚未结束）"
    yield Paragraph(f"{issue.month.year}年第{issue.month.number}期{state}", _DATE)
    yield Spacer(1, 20)
    yield Paragraph("目录", _SECTION)
    for section in sections:
        yield Paragraph(escape(section.issuer), _SECTION)
        yield from (Paragraph(_named(card), _LINE) for card in section.cards)
    for card in (card for section in sections for card in section.cards):
        yield PageBreak()
        yield from _document(card, site)


def _named(card: Card) -> str:
    stamp = f"【{card.stamp}】" if card.stamp else ""
    return escape(f"{stamp}{card.content.title}（{card.content.document_number}）")


def _document(card: Card, site: str) -> Iterator[Any]:
    content = card.content
    issuers = "　".join(each.name for each in (content.issuer, *content.joint_issuers))
    yield Paragraph(escape(issuers), _DATE)
    yield Paragraph(escape(content.document_number), _DATE)
    yield Paragraph(escape(content.title), _HEAD)
    yield from (Paragraph(escape(line.strip()), _TEXT) for line in content.body.splitlines() if line.strip())
    yield Spacer(1, 10)
    yield Paragraph(f"{_day(content.written_on)}成文，{_day(content.published_on)}发布", _LINE)
    yield Paragraph(escape(f"效力状态：{card.standing.label}"), _LINE)
    yield Paragraph(escape(f"{site}/gov/policies/{card.policy_id}"), _LINE)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _numbered(canvas: Any, document: Any) -> None:  # noqa: ANN401 (reportlab has no types)
    canvas.saveState()
    canvas.setFont(_FONT, 9)
    canvas.drawCentredString(A4[0] / 2, 12 * mm, f"— {document.page} —")
    canvas.restoreState()
