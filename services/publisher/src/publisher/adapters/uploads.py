"""Looks at uploaded files by what they hold. Nothing in them is run; pictures are written anew."""

import asyncio
import hashlib
import io
import re
import unicodedata
import zipfile
from pathlib import PurePath
from typing import Final

from PIL import Image, UnidentifiedImageError

from publisher.domain.files import CheckedFile, RefusedUpload

_OFFICE: Final = {
    "docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_PICTURES: Final = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
_ACCEPTED: Final = "只能上传 .pdf、.docx、.xlsx、.png 或 .jpg 文件。"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACTIVE_PDF: Final = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\s*[\[(<\d/]")
_MOST_MEMBERS: Final = 5_000
_MOST_UNPACKED: Final = 200 * 1024 * 1024
_MOST_RATIO: Final = 100
_MOST_PIXELS: Final = 40_000_000
_WIDEST: Final = 1600
_LONGEST_NAME: Final = 120


class Uploads:
    """`Inspector` with a limit on bytes. The work is done off the event loop; its size is bounded."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes

    async def attachment(self, name: str, data: bytes) -> CheckedFile:
        self._check_size(data)
        return await asyncio.to_thread(_attachment, name, data)

    async def picture(self, name: str, data: bytes) -> CheckedFile:
        self._check_size(data)
        return await asyncio.to_thread(_picture, name, data)

    def _check_size(self, data: bytes) -> None:
        if not data:
            raise RefusedUpload("文件是空的，请重新选择。")
        if len(data) > self._most:
            raise RefusedUpload(f"文件超过 {self._most // 1024 // 1024} MB，请缩小或拆分后上传。")


def _attachment(name: str, data: bytes) -> CheckedFile:
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if suffix in {"docm", "xlsm", "dotm", "xltm"}:
        raise RefusedUpload("含宏的文件不能上传，请另存为不含宏的格式。")
    if data.startswith(_OLD_OFFICE):
        raise RefusedUpload("这是旧版或加密的 Office 文档，请另存为不加密的 .docx 或 .xlsx 后上传。")
    if suffix in _PICTURES:
        return _picture(name, data)
    if suffix in _OFFICE:
        main, media_type = _OFFICE[suffix]
        _check_archive(data, main)
    elif suffix == "pdf":
        media_type = "application/pdf"
        _check_pdf(data)
    else:
        raise RefusedUpload(_ACCEPTED)
    return _checked(name, media_type, data)


def _check_archive(data: bytes, main: str) -> None:
    """Look at the archive's directory; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise RefusedUpload("文件已损坏，或者内容与扩展名不符，请重新导出后上传。") from error
    names = {member.filename.lower() for member in members}
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unpacked > min(_MOST_UNPACKED, _MOST_RATIO * len(data)):
        raise RefusedUpload("这份文件解压后过大，不像正常的文档，已拒绝接收。")
    if any(member.flag_bits & 1 for member in members):
        raise RefusedUpload("这份文件加了密，请取消密码后上传。")
    if any(name.endswith("vbaproject.bin") or "/activex/" in name for name in names):
        raise RefusedUpload("这份文件含有宏或控件，请另存为不含宏的格式后上传。")
    if main not in names:
        raise RefusedUpload("文件内容与扩展名不符，请检查后重新上传。")


def _check_pdf(data: bytes) -> None:
    if b"%PDF-" not in data[:1024]:
        raise RefusedUpload("文件内容与扩展名不符，请检查后重新上传。")
    if _ACTIVE_PDF.search(data):
        raise RefusedUpload("这份 PDF 含有脚本或内嵌文件，请重新导出为普通 PDF 后上传。")


def _picture(name: str, data: bytes) -> CheckedFile:
    """Decode and write anew: what is no pixel (scripts, positions, other files behind it) stays behind."""
    try:
        with Image.open(io.BytesIO(data), formats=tuple(set(_PICTURES.values()))) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise RefusedUpload("图片太大，请缩小到 4000 万像素以内后上传。")
            picture.load()
            clear = picture.mode in {"RGBA", "LA", "P"}
            made = picture.convert("RGBA" if clear else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise RefusedUpload("这不是能识别的图片，请上传 .png 或 .jpg 图片。") from error
    made.thumbnail((_WIDEST, _WIDEST * 4))
    out = io.BytesIO()
    if clear:
        made.save(out, "PNG", optimize=True)
    else:
        made.save(out, "JPEG", quality=85)
    media_type = "image/png" if clear else "image/jpeg"
    name = f"{PurePath(name).stem}.{'png' if clear else 'jpg'}"
    return _checked(name, media_type, out.getvalue(), made.width, made.height)


def _checked(name: str, media_type: str, data: bytes, width: int = 0, height: int = 0) -> CheckedFile:
    digest = hashlib.sha256(data).hexdigest()
    return CheckedFile(_plain(name), media_type, digest, data, width, height)


def _plain(name: str) -> str:
    """The name without folders and control characters; its end, which tells the kind, is kept."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip() or "附件"
    path = PurePath(shown)
    return path.stem[: _LONGEST_NAME - len(path.suffix)] + path.suffix
