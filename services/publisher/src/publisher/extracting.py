"""What `huiqi extract` runs: composed apart from main.py, which brings the whole service along."""

import asyncio
from pathlib import Path

from publisher.adapters.documents.reader import SandboxedReader
from publisher.domain.errors import UnreadableDocument
from publisher.domain.extraction import extract
from publisher.domain.extraction.report import as_text, dumps
from publisher.handlers.ports import DocumentText
from publisher.settings import Settings


class ExtractInputError(ValueError):
    """The file was refused; the message is one line."""


def extract_file(path: Path, *, as_json: bool) -> str:
    """What the rules read from a file, as JSON or as a Chinese summary; raises `ExtractInputError`."""
    try:
        document = _read(path)
    except UnreadableDocument as refusal:
        raise ExtractInputError(f"{path}：{refusal}") from refusal
    except OSError as error:
        raise ExtractInputError(f"{path}：{error.strerror or error}") from error
    found = extract(document.text, paged=document.paged)
    if not found.body.strip():
        raise ExtractInputError(f"{path}：文件里没有可以读取的文字；如果是扫描件，请先做文字识别。")
    return dumps(found) if as_json else as_text(found)


def _read(path: Path) -> DocumentText:
    limits = Settings.model_fields
    reader = SandboxedReader(
        most_bytes=limits["document_bytes"].default,
        memory=limits["document_memory"].default,
        seconds=limits["document_seconds"].default,
    )
    if path.stat().st_size > reader.most_bytes:
        raise UnreadableDocument(f"文件超过 {reader.most_bytes // 1024 // 1024} MB，请缩小后再试。")
    return asyncio.run(reader.read(path.name, path.read_bytes()))
