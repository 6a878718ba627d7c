"""What kind of document some bytes are, by what they hold and not by what they are called."""

from enum import StrEnum
from pathlib import PurePath

from publisher.domain.errors import UnreadableDocument

_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<svg", b"<script")
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class DocumentKind(StrEnum):
    """The documents that can be read."""

    TEXT = "txt"
    WORD = "docx"
    PDF = "pdf"


def kind_of(name: str, data: bytes) -> DocumentKind:
    """Raise UnreadableDocument for anything else, and for a name that says something else."""
    kind = _by_content(data)
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if suffix not in set(DocumentKind):
        raise UnreadableDocument("只能上传 .txt、.docx 或 .pdf 文件。")
    if suffix != kind:
        raise UnreadableDocument(f"文件名是 .{suffix}，内容却不是，请检查文件后重新上传。")
    return kind


def _by_content(data: bytes) -> DocumentKind:
    if not data.strip():
        raise UnreadableDocument("文件是空的。")
    if data.startswith(_OLD_WORD):
        raise UnreadableDocument("这是旧版 Word 文档或加密文档，请另存为不加密的 .docx 后上传。")
    if b"%PDF-" in data[:1024]:
        return DocumentKind.PDF
    if data.startswith(b"PK\x03\x04"):
        return DocumentKind.WORD
    opening = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith(_MARKUP):
        raise UnreadableDocument("这是网页文件，不是文本；请打开网页，复制正文后粘贴。")
    if opening.startswith(b"{\\rtf"):
        raise UnreadableDocument("这是 RTF 文档，请另存为 .docx 后上传。")
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableDocument("文件不是文本、Word（.docx）或 PDF。")
    return DocumentKind.TEXT
