"""`huiqi extract`: a notice in, what was read out; or one line and code 2."""

import json
from pathlib import Path

import pytest

from tests.support.edition import huiqi
from tests.support.notice_files import own_notices

NOTICE = own_notices()[0]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "通知.docx"
    path.write_bytes(NOTICE.as_word())
    return path


def test_says_what_was_read_as_json(file: Path) -> None:
    ended = huiqi("extract", str(file), "--json")
    found = json.loads(ended.out)
    assert found["document_number"] == NOTICE.expected["document_number"]
    assert {source["sure"] for source in found["sources"]} == {True, False}


def test_says_what_was_read_in_chinese(file: Path) -> None:
    ended = huiqi("extract", str(file))
    assert "建议的申报条件（请核对）：" in ended.out
    assert "没有把握的地方：" in ended.out


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", b"PK\x03\x04x"), ("a.png", b"\x89PNG"), ("a.txt", b""), ("a.pdf", b"%PDF-1.7\n")],
)
def test_refuses_in_one_line(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    ended = huiqi("extract", str(tmp_path / name))
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.complaint) == 1


def test_refuses_a_file_that_is_not_there() -> None:
    ended = huiqi("extract", "/nowhere/notice.docx")
    assert (ended.code, ended.out) == (2, "")
    assert "/nowhere/notice.docx" in ended.complaint[0]
