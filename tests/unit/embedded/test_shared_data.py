"""Documents beside the project become what a careful editor would submit."""

import json
from pathlib import Path

import pytest

from huiqi.demo.sections import sections_of
from huiqi.demo.shared_data import shared_documents
from publisher.domain.drafts import DraftContent
from publisher.domain.extraction import extract
from publisher.domain.gate import unmet_in_content
from shared.clock import SystemClock

NOTICE = """关于开展试点补贴申报的通知

普商务〔2026〕3号

各有关单位：
现组织试点补贴申报，请符合条件的企业按时提交。

一、申报条件
在普陀区注册的企业。

二、评审标准
按投入打分。

三、申报材料
1.申请表；2.营业执照。

普陀区商务委员会
2026年1月7日
"""
KNOWN = {
    "document_number": "普商务〔2026〕3号",
    "issuer": "普陀区商务委员会",
    "window": {"first": "2026-01-07", "last": "2026-02-27"},
    "benefit": {"kind": "grant", "cap_yuan": 100000},
    "criteria": {"fact": "registered_region", "op": "within", "value": ["310107"]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notice.txt").write_text(NOTICE)
    (tmp_path / "notice.json").write_text(json.dumps(KNOWN))
    (tmp_path / "plain.txt").write_text(NOTICE.replace("3号", "4号"))
    (tmp_path / "README.md").write_text("not a document")
    return tmp_path


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert shared_documents(tmp_path / "none") == []


def test_documents_know_their_department_and_channels(folder: Path) -> None:
    notice, plain = shared_documents(folder)
    assert (notice.department, notice.channels) == ("SW", ["government", "business"])
    assert (plain.department, plain.channels) == ("SW", ["government"])
    assert plain.document_number == "普商务〔2026〕4号"


def test_what_is_completed_passes_the_gate(folder: Path) -> None:
    for document in shared_documents(folder):
        read = extract(document.text).as_draft().model_dump(mode="json")
        draft = DraftContent.model_validate(document.completed(read))
        unmet = unmet_in_content(draft, channels=document.channels, today=SystemClock().today())
        assert unmet == ()


def test_materials_are_taken_from_their_section(folder: Path) -> None:
    notice = shared_documents(folder)[0]
    completed = notice.completed(extract(notice.text).as_draft().model_dump(mode="json"))
    assert completed["benefit"]["materials"] == ["申请表", "营业执照"]


def test_sections_are_told_apart_by_their_headings() -> None:
    assert sections_of(NOTICE)["评审标准"] == "按投入打分。"
