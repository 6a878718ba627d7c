"""Documents that lie beside the project, prepared for publication as a careful editor would.

A document (`.txt`, `.docx`, `.pdf`) with a `.json` of the same name beside it is a benefit policy with what a
reader took from it; one without is a plain document for the government channel.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from huiqi.demo.sections import sections_of
from shared.vocabulary import DEPARTMENTS

# The folder that the demo looks into: beside the project's own.
FOLDER: Final = Path("../shared/data")

_THEMES: Final = {
    "KW": "technology", "SW": "commerce", "RS": "employment", "FG": "industry", "CZ": "finance",
    "WL": "culture", "ST": "environment", "SC": "market", "ZF": "governance", "SJ": "governance",
}  # fmt: skip
_NUMBER: Final = re.compile(r"[\u4e00-\u9fff]{2,12}〔\d{4}〕\d+号")
_SUFFIXES: Final = {".txt", ".docx", ".pdf"}


@dataclass(frozen=True)
class SharedDocument:
    """A document's file and what is known of it beside its text."""

    file: Path
    department: str
    known: dict[str, Any] | None
    text: str = ""

    @property
    def is_benefit(self) -> bool:
        return self.known is not None

    @property
    def channels(self) -> list[str]:
        return ["government", "business"] if self.is_benefit else ["government"]

    @property
    def document_number(self) -> str | None:
        """The number (发文字号) where it can be told without the import's reader."""
        if self.known is not None:
            return str(self.known["document_number"])
        found = _NUMBER.search(self.text)
        return found[0] if found else None

    def completed(self, content: dict[str, Any]) -> dict[str, Any]:
        """Return what the import read from the document, with what an editor adds before submitting it."""
        theme = content["theme"] or _THEMES[self.department]
        genre = content["genre"] or "通知"
        added = content | {
            "theme": theme,
            "genre": genre,
            "kind": "document",
            "benefit": None,
            "criteria": None,
        }
        if self.known is None:
            return added
        return added | _benefit(self.department, content, self.known)


def shared_documents(folder: Path = FOLDER) -> list[SharedDocument]:
    """Return the documents in a folder in the order of their names; none where there is no such folder."""
    if not folder.is_dir():
        return []
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in _SUFFIXES)
    return [_described(file) for file in files]


def _described(file: Path) -> SharedDocument:
    beside = file.with_suffix(".json")
    known = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else None
    text = file.read_text(encoding="utf-8", errors="replace") if file.suffix.lower() == ".txt" else ""
    issuer = str(known.get("issuer", "")) if isinstance(known, dict) else ""
    return SharedDocument(file, _department(issuer) or _department(text) or "ZF", known, text)


def _department(text: str) -> str | None:
    """Return the department named first in the text."""
    places = {code: text.find(name.removeprefix("上海市")) for code, name in DEPARTMENTS.items()}
    found = {code: place for code, place in places.items() if place >= 0}
    return min(found, key=lambda code: found[code]) if found else None


def _benefit(department: str, content: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    sections = sections_of(content["body"])
    given = known["benefit"]
    materials = _numbered(sections.get("申报材料", "")) or ["申报表", "营业执照", "符合申报条件的证明材料"]
    review = sections.get("评审标准") or sections.get("受理与公示") or "由主管部门按申报条件逐项审核。"
    benefit = {
        "kind": given["kind"],
        "amount_text": sections.get("支持标准") or sections.get("奖励标准") or content["summary"],
        "fixed_yuan": [str(amount) for amount in given.get("fixed_yuan", ())],
        "ratio": str(given["ratio"]) if "ratio" in given else None,
        "cap_yuan": str(given["cap_yuan"]) if "cap_yuan" in given else None,
        "windows": [known["window"]],
        "materials": materials,
        "procedure": sections.get("申报时间和方式") or sections.get("申报时间", ""),
        "review_criteria": review,
        "service_item": _service_item(department, content, known),
    }
    conditions = sections.get("申报条件") or "见正文。"
    interpretation = {
        "kind": "official",
        "title": f"{content['title']}：一问一答",
        "body": f"申报条件：{conditions}评审标准：{review}申报材料：{'；'.join(materials)}。",
        "questions": [
            {"question": "哪些企业可以申报？", "answer": conditions},
            {"question": "按什么标准评审？", "answer": review},
            {"question": "要交哪些申报材料？", "answer": "；".join(materials) + "。"},
        ],
    }
    return {
        "kind": "benefit",
        "criteria": known["criteria"],
        "benefit": benefit,
        "interpretations": [interpretation],
    }


def _service_item(department: str, content: dict[str, Any], known: dict[str, Any]) -> dict[str, str]:
    serial = re.search(r"(\d+)号", content["document_number"])
    code = known.get("service_item") or f"310107-{department}-{int(serial[1]) if serial else 0:04d}"
    named = re.search(r"“([^”]+)”事项", content["body"])
    name = named[1] if named else f"{content['title'].removeprefix('关于')[:30]}申报"
    return {"code": code, "name": name, "url": f"https://zwdt.sh.gov.cn/govPortals/item/{code}"}


def _numbered(text: str) -> list[str]:
    return [part.strip("；;。 \n") for part in re.split(r"\d+[.．、]", text) if part.strip("；;。 \n")]
