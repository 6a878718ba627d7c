"""Reading uploaded documents, friendly and hostile."""

import io
import time
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from pypdf import PdfWriter

from publisher.adapters.documents.reader import SandboxedReader
from publisher.domain.errors import UnreadableDocument
from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR

READER = SandboxedReader(most_bytes=1024 * 1024, memory=1024**3, seconds=10)
BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:pict><w:txbxContent>'
    "<w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
)
LINES = [
    "普科委〔2026〕8号",
    "关于申报补贴的通知",
    "各单位：",
    "请申报。",
    "普陀区科学技术委员会",
    "2026年2月24日",
]


def word(lines: list[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return stream.getvalue()


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def blank_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


async def test_reads_a_word_document() -> None:
    assert (await READER.read("通知.docx", word(LINES))).text.split("\n") == LINES


async def test_reads_the_numbers_that_word_counts_and_tables_and_text_boxes() -> None:
    document = docx.Document()
    for line in ("支持对象", "申报条件"):
        document.add_paragraph(line, style="List Number")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "申报时间", "3月2日至4月17日"
    boxed = document.add_paragraph("正文")
    boxed._p.append(parse_xml(BOX))
    stream = io.BytesIO()
    document.save(stream)
    text = (await READER.read("通知.docx", stream.getvalue())).text
    assert text.split("\n") == ["1.支持对象", "2.申报条件", "申报时间：3月2日至4月17日", "正文", "框里的字"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_reads_text_in_the_encodings_of_offices(encoding: str) -> None:
    assert (await READER.read("通知.txt", "\n".join(LINES).encode(encoding))).text.split("\n") == LINES


HOSTILE = {
    "an archive that unpacks to too much": ("a.docx", archive(**{"word/document.xml": b"0" * 60_000_000})),
    "macros": ("a.docx", archive(**{"word/document.xml": b"x", "word/vbaProject.bin": b"x"})),
    "another archive": ("a.docx", archive(**{"a.txt": b"x"})),
    "a broken archive": ("a.docx", b"PK\x03\x04" + b"x" * 100),
    "old Word": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100),
    "an encrypted PDF": ("a.pdf", encrypted_pdf()),
    "a PDF without text": ("a.pdf", blank_pdf()),
    "a broken PDF": ("a.pdf", b"%PDF-1.7\n" + b"x" * 1000),
    "a picture": ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00"),
    "a program called text": ("a.txt", b"MZ\x00\x00\x90"),
    "a PDF called text": ("a.txt", b"%PDF-1.7\n"),
    "a page of the web": ("a.txt", b"\n<!DOCTYPE html><html><script>alert(1)</script></html>"),
    "rich text": ("a.txt", b"{\\rtf1 text}"),
    "nothing": ("a.txt", b""),
    "too much": ("a.txt", b"x" * (1024 * 1024 + 1)),
    "no suffix": ("README", b"text"),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_refuses_with_a_sentence(what: str) -> None:
    name, data = HOSTILE[what]
    with pytest.raises(UnreadableDocument, match=r"。$"):
        await READER.read(name, data)


async def test_an_entity_bomb_ends_in_a_refusal() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "x">{entities}]><d>&e11;</d>'.encode()
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    bomb = archive(**{"[Content_Types].xml": types, "word/document.xml": xml})
    with pytest.raises(UnreadableDocument):
        await READER.read("a.docx", bomb)


async def test_a_parser_that_does_not_end_is_ended() -> None:
    impatient = SandboxedReader(most_bytes=1024, memory=1024**3, seconds=0.01)
    started = time.monotonic()
    with pytest.raises(UnreadableDocument, match="用时过长"):
        await impatient.read("a.txt", b"text")
    assert time.monotonic() - started < 5


async def test_a_parser_that_swells_is_ended() -> None:
    small = SandboxedReader(most_bytes=1024 * 1024, memory=32 * 1024**2, seconds=10)
    with pytest.raises(UnreadableDocument):
        await small.read("a.docx", word(LINES * 2000))


async def test_the_api_makes_a_draft_of_a_document(office: Office) -> None:
    async with office.api(EDITOR) as client:
        answer = await client.post("/policies/import", files={"file": ("通知.docx", word(LINES))})
    assert answer.status_code == 201, answer.text
    content = answer.json()["draft"]["content"]
    assert (content["document_number"], content["title"]) == ("普科委〔2026〕8号", "关于申报补贴的通知")
    assert (content["issuer"]["code"], content["written_on"]) == ("KW", "2026-02-24")


async def test_a_document_sent_twice_under_one_key_is_one_draft(office: Office) -> None:
    key = {"Idempotency-Key": "import once"}
    async with office.api(EDITOR) as client:
        for name, text, status in (("a", "x", 201), ("a", "x", 201), ("a", "y", 409)):
            files = {"file": (f"{name}.txt", "\n".join([*LINES, text]).encode())}
            answer = await client.post("/policies/import", files=files, headers=key)
            assert answer.status_code == status, answer.text
            assert status == 409 or answer.headers["Location"].startswith("/api/publisher/v1/policies/")
        assert len((await client.get("/policies")).json()["items"]) == 1


async def test_the_api_makes_a_draft_of_pasted_text(office: Office) -> None:
    async with office.api(EDITOR) as client:
        answer = await client.post("/policies/import", data={"text": "\n".join(LINES)})
    assert (answer.status_code, answer.json()["draft"]["content"]["title"]) == (201, "关于申报补贴的通知")


async def test_a_proposal_is_read_and_nothing_kept(office: Office) -> None:
    text = "\n".join([*LINES[:3], "一、申报条件", "上年度营业收入不低于500万元。"])
    async with office.api(EDITOR) as client:
        pasted = await client.post("/documents/proposal", data={"text": text})
        sent = await client.post("/documents/proposal", files={"file": ("a.txt", text.encode())})
        again = await client.post("/policies", json={"content": pasted.json()["content"]})
        kept = (await client.get("/policies")).json()["items"]
    assert (pasted.status_code, pasted.json()) == (200, sent.json())
    assert pasted.json()["reading"]["sources"][0]["sentence"] == "上年度营业收入不低于500万元"
    assert (again.status_code, [each["policy_id"] for each in kept]) == (201, [again.json()["policy_id"]])


async def test_a_proposal_of_what_cannot_be_read_is_refused(office: Office) -> None:
    async with office.api(EDITOR) as client:
        for form in ({}, {"text": " "}, {"text": "长" * 60_001}):
            answer = await client.post("/documents/proposal", data=form)
            assert (answer.status_code, answer.json()["title"] != "") == (422, True), form


async def test_the_api_answers_what_cannot_be_read(office: Office) -> None:
    async with office.api(EDITOR) as client:
        answer = await client.post("/policies/import", files={"file": ("a.docx", b"PK\x03\x04xx")})
        nothing = await client.post("/policies/import")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert nothing.status_code == 422


async def test_the_api_refuses_200_mb_without_reading_it(office: Office) -> None:
    async with office.api(EDITOR) as client:
        answer = await client.post("/policies/import", files={"file": ("a.docx", b"x" * 20_000_000)})
    assert answer.status_code == 413
