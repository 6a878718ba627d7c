"""Runs the parser of a document in a process of its own.

A hostile file can make a parser loop or swell; a thread could not be stopped, a process can. The child gets
the bytes on standard input, no more memory and processor time than allowed, and answers with JSON.
"""

import asyncio
import json
import sys
from dataclasses import dataclass

from publisher.adapters.documents.kinds import DocumentKind, kind_of
from publisher.domain.errors import UnreadableDocument
from publisher.handlers.ports import DocumentText

_CHILD = "publisher.adapters.documents.child"


@dataclass(frozen=True)
class SandboxedReader:
    """`DocumentReader` with limits: bytes of the upload, bytes of memory, seconds."""

    most_bytes: int
    memory: int
    seconds: float

    async def read(self, name: str, data: bytes) -> DocumentText:
        if len(data) > self.most_bytes:
            raise UnreadableDocument(f"文件超过 {self.most_bytes // 1024 // 1024} MB，请缩小后上传。")
        kind = kind_of(name, data)
        answer = await self._ask_child(kind.value, data)
        if "refused" in answer:
            raise UnreadableDocument(answer["refused"])
        # Only a PDF's lines are broken by the width of its pages.
        return DocumentText(text=answer["text"], paged=kind is DocumentKind.PDF)

    async def _ask_child(self, kind: str, data: bytes) -> dict[str, str]:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", _CHILD, kind, str(self.memory), str(int(self.seconds) + 1)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(self.seconds):
                output, _ = await child.communicate(data)
        except TimeoutError:
            raise UnreadableDocument("读取这份文件用时过长，请换一种格式，或在表单中填写。") from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode:
            raise UnreadableDocument("这份文件已损坏或过于复杂，无法读取，请换一种格式，或在表单中填写。")
        answer: dict[str, str] = json.loads(output)
        return answer
