"""Text of a .docx file: paragraphs and tables in their order."""

import io
import zipfile
from typing import Final

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from publisher.domain.errors import UnreadableDocument

_MOST_MEMBERS: Final = 2000
_MOST_BYTES: Final = 100 * 1024 * 1024
_MOST_RATIO: Final = 200
_MAIN: Final = "word/document.xml"


def text_of_word(data: bytes) -> str:
    """Raise UnreadableDocument for bombs, macros and what is no Word document."""
    _check(data)
    document = Document(io.BytesIO(data))
    lines: list[str] = []
    for block in document.iter_inner_content():
        lines += _lines(block)
    return "\n".join(lines)


def _lines(block: Paragraph | Table) -> list[str]:
    if isinstance(block, Paragraph):
        return block.text.split("\n")
    return ["　".join(cell.text.strip() for cell in row.cells) for row in block.rows]


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
