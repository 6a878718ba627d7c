"""The other side of deliveries: a real SMTP server and a real HTTP server that misbehave on request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailSink:
    """Takes mail, or answers as told."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipient_answers: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@asynccontextmanager
async def mail_sink() -> AsyncIterator[MailSink]:
    sink = MailSink()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    yield sink
    server.close()


@dataclass(frozen=True)
class Posted:
    """One request to the sink."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpSink:
    """Takes requests; `/hang` never answers, `/STATUS` answers with that status and `answer_headers`."""

    port: int = 0
    posts: list[Posted] = field(default_factory=list)
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer_body: bytes = b""
    # The status of every answer, in place of what the path says.
    status: int | None = None
    # Answer with what came.
    echo: bool = False

    def url(self, path: str = "/204", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            path = head[0].split(" ")[1]
            self.posts.append(Posted(path, headers, body))
            await self._answer(path, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        if path == "/hang":
            await asyncio.sleep(30)
            return
        if path == "/endless":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not writer.is_closing():
                writer.write(b"x" * 65536)
                await writer.drain()
        said = self.posts[-1].body if self.echo else self.answer_body
        lines = [
            f"HTTP/1.1 {self.status or path.strip('/')} Answer",
            f"content-length: {len(said)}",
            "connection: close",
        ]
        lines += [f"{name}: {value}" for name, value in self.answer_headers.items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + said)
        await writer.drain()


@asynccontextmanager
async def http_sink(ssl: Any = None) -> AsyncIterator[HttpSink]:
    sink = HttpSink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, ssl=ssl)
    sink.port = server.sockets[0].getsockname()[1]
    yield sink
    server.close()
