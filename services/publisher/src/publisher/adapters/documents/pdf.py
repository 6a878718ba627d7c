"""Text of a .pdf file, page by page. Nothing in it is executed."""

import io
from typing import Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from publisher.domain.errors import UnreadableDocument

_MOST_PAGES: Final = 500


def text_of_pdf(data: bytes) -> str:
    """Raise UnreadableDocument for what is encrypted, broken, too long, or only pictures."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise UnreadableDocument("这份 PDF 加了密，请取消密码后上传。")
        if len(reader.pages) > _MOST_PAGES:
            raise UnreadableDocument(f"这份 PDF 超过 {_MOST_PAGES} 页，请拆分后上传。")
        text = "\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableDocument("这份 PDF 已损坏，无法读取，请重新导出后上传。") from error
    if not text.strip():
        raise UnreadableDocument("这份 PDF 里没有文字，可能是扫描件，请先做文字识别。")
    return text
