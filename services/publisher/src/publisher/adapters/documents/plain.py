"""Text of a .txt file in the encodings that Chinese offices use."""

import codecs

from publisher.domain.errors import UnreadableDocument


def text_of_plain(data: bytes) -> str:
    """Raise UnreadableDocument for what is no text."""
    encodings = ("utf-16",) if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ()
    for encoding in (*encodings, "utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument("读不出这份文本的编码，请另存为 UTF-8 后上传。")
