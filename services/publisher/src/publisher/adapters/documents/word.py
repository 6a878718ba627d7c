"""Text of a .docx file: paragraphs with their numbers, tables and text boxes, in their order."""

import io
import zipfile
from typing import Any, Final

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from publisher.adapters.documents.word_numbering import Numbering
from publisher.domain.errors import UnreadableDocument

_MOST_MEMBERS: Final = 2000
_MOST_BYTES: Final = 100 * 1024 * 1024
_MOST_RATIO: Final = 200
_MAIN: Final = "word/document.xml"
_LONGEST_HEADING: Final = 12
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_SHOWN: Final = {
    qn(name) for name in ("w:del", "w:moveFrom", "w:txbxContent", "w:instrText", "w:pPr", "w:rPr")
}
_SPACES: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def text_of_word(data: bytes) -> str:
    """Raise UnreadableDocument for bombs, macros and what is no Word document."""
    _check(data)
    document = Document(io.BytesIO(data))
    numbering = Numbering(_numbering_of(document))
    lines: list[str] = []
    for block in document.iter_inner_content():
        lines += _lines(block, numbering)
    return "\n".join(lines)


def _numbering_of(document: Any) -> Any | None:  # noqa: ANN401 (python-docx ships no types)
    related = document.part.rels.values()
    part = next((rel.target_part for rel in related if rel.reltype == RELATIONSHIP_TYPE.NUMBERING), None)
    return part.element if part is not None else None


def _lines(block: Paragraph | Table, numbering: Numbering) -> list[str]:
    if isinstance(block, Paragraph):
        return [*(numbering.marker(_counted(block)) + _text(block._p)).split("\n"), *_boxes(block._p)]  # noqa: SLF001
    return [_row(row) for row in block.rows]


def _counted(paragraph: Paragraph) -> Any | None:  # noqa: ANN401
    """How a paragraph is numbered, by itself or by its style."""
    elements = [paragraph._p.pPr]  # noqa: SLF001
    style = paragraph.style
    while style is not None:
        elements.append(style.element.find(qn("w:pPr")))
        style = getattr(style, "base_style", None)
    return next(
        (e.find(qn("w:numPr")) for e in elements if e is not None and e.find(qn("w:numPr")) is not None), None
    )


def _text(element: Any) -> str:  # noqa: ANN401
    """What a paragraph shows: insertions, but neither what was deleted nor what stands in a text box."""
    if element.tag in _NOT_SHOWN:
        return ""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag in _SPACES:
        return _SPACES[element.tag]
    return "".join(_text(child) for child in element)


def _boxes(element: Any) -> list[str]:  # noqa: ANN401
    """Paragraphs in text boxes; the copy for old programs says the same again."""
    boxes = [
        box
        for box in element.iter(qn("w:txbxContent"))
        if not any(a.tag == _FALLBACK for a in box.iterancestors())
    ]
    return ["".join(_text(child) for child in line) for box in boxes for line in box.iter(qn("w:p"))]


def _row(row: Any) -> str:  # noqa: ANN401
    """A row's cells, each merged one once; a row of two is a heading and what it says."""
    cells = list({id(cell._tc): cell.text.strip() for cell in row.cells}.values())  # noqa: SLF001
    if len(cells) == 2 and 0 < len(cells[0]) <= _LONGEST_HEADING and cells[1]:
        return f"{cells[0]}\uff1a{cells[1]}"
    return "\u3000".join(cells)


def _check(data: bytes) -> None:
    """Look at the archive's directory before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableDocument("这份 .docx 文件已损坏，请重新导出后上传。") from error
    names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unpacked > min(_MOST_BYTES, _MOST_RATIO * len(data)):
        raise UnreadableDocument("这份文件解压后过大，不像正常的文档，已拒绝读取。")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableDocument("这份文件加了密，请取消密码后上传。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableDocument("这份文件含有宏，请另存为不含宏的 .docx 后上传。")
    if _MAIN not in names:
        raise UnreadableDocument("这不是 Word（.docx）文档，请检查后重新上传。")
