"""Tables of profiles: all or nothing, with every wrong cell named."""

import csv
import io
import zipfile
from datetime import date
from typing import Any

import httpx
import pytest
from openpyxl import Workbook

from tests.integration.matcher.conftest import OPERATOR, Office
from tests.support.matcher import ONE, THREE, TWO

HEADER = [
    "统一社会信用代码",
    "企业名称",
    "注册地",
    "上年度营业收入",
    "成立日期",
    "规模以上",
    "资质认定",
    "主体类型",
]
GOOD = [ONE, "甲公司", "上海市普陀区", "600万元", "2020年3月1日", "是", "高新技术企业、专精特新", "公司"]
OTHER = [TWO, "乙公司", "310107", "1,234.5", "2021/4/5", "否", "无", ""]
WRONG = [THREE, "丙公司", "普陀", "很多", "2025-02-30", "也许", "", "集团"]


def as_csv(*rows: list[Any], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: list[Any]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


async def send(office: Office, content: bytes, **params: Any) -> httpx.Response:
    async with office.api(OPERATOR) as client:
        return await client.post("/enterprises/import", files={"file": ("t", content)}, params=params)


async def facts(office: Office) -> dict[str, dict[str, Any]]:
    rows = await office.sql("SELECT credit_code, facts FROM enterprise")
    return {row.credit_code: row.facts for row in rows}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_csv(office: Office, encoding: str) -> None:
    answer = await send(office, as_csv(HEADER, GOOD, OTHER, encoding=encoding))
    assert answer.json() == {"rows": 2, "accepted": 2, "changed": 2, "errors": []}
    assert await facts(office) == {
        ONE: {
            "registered_region": "310107",
            "revenue": 6_000_000,
            "founded_on": "2020-03-01",
            "above_scale": True,
            "qualifications": ["high_tech", "srdi"],
            "entity_type": "company",
        },
        TWO: {
            "registered_region": "310107",
            "revenue": 1234.5,
            "founded_on": "2021-04-05",
            "above_scale": False,
            "qualifications": [],
        },
    }


async def test_excel_with_native_cells(office: Office) -> None:
    row = [ONE, "甲公司", 310107, 6_000_000.0, date(2020, 3, 1), True, None, "company"]
    header = [
        "credit_code",
        "name",
        "registered_region",
        "revenue",
        "founded_on",
        "above_scale",
        "tags",
        "主体类型",
    ]
    assert (await send(office, as_xlsx(header, row))).json()["changed"] == 1
    assert (await facts(office))[ONE] == {
        "registered_region": "310107",
        "revenue": 6_000_000,
        "founded_on": "2020-03-01",
        "above_scale": True,
        "entity_type": "company",
    }


async def test_one_wrong_row_and_nothing_is_done(office: Office) -> None:
    answer = await send(office, as_csv(HEADER, GOOD, WRONG))
    assert answer.status_code == 422
    places = {error["pointer"] for error in answer.json()["errors"]}
    columns = ("registered_region", "revenue", "founded_on", "above_scale", "entity_type")
    assert places == {f"#/rows/3/{column}" for column in columns}
    assert await facts(office) == {}
    assert await office.sql("SELECT 1 FROM outbox") == []


async def test_valid_rows_alone_on_request(office: Office) -> None:
    answer = await send(office, as_csv(HEADER, GOOD, WRONG), accept_valid=True)
    assert (answer.status_code, answer.json()["changed"], answer.json()["errors"][0]["row"]) == (200, 1, 3)


async def test_the_same_file_again_changes_nothing(office: Office) -> None:
    await send(office, as_csv(HEADER, GOOD))
    assert (await send(office, as_csv(HEADER, GOOD))).json()["changed"] == 0


async def test_one_enterprise_twice_is_an_error(office: Office) -> None:
    answer = await send(office, as_csv(HEADER, GOOD, OTHER, GOOD))
    assert answer.json()["errors"][0]["pointer"] == "#/rows/4/credit_code"


async def test_doubtful_code_needs_confirmation(office: Office) -> None:
    doubtful = [ONE[:17] + ("A" if ONE[17] != "A" else "B"), *GOOD[1:]]
    assert (await send(office, as_csv(HEADER, doubtful))).status_code == 422
    assert (await send(office, as_csv(HEADER, doubtful), confirm=True)).status_code == 200


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return out.getvalue()


def far_cell() -> bytes:
    workbook = Workbook()
    for column, text in enumerate(HEADER[:2], start=1):
        workbook.active.cell(1, column, text)  # type: ignore[union-attr]
    workbook.active.cell(1_048_576, 16_384, "x")  # type: ignore[union-attr]
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xff\xff",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0 old excel",
        as_csv(["企业名称"], ["甲"]),
        as_csv([*HEADER, "利润"], GOOD),
        as_csv([*HEADER, "revenue"], GOOD),
        as_csv(HEADER),
        as_csv(HEADER, ["x" * 200_000]),
        bomb(),
        far_cell(),
    ],
    ids=["empty", "binary", "torn", "xls", "no code", "unknown", "twice", "no rows", "long", "bomb", "far"],
)
async def test_unreadable_files_are_refused_with_a_sentence(office: Office, content: bytes) -> None:
    answer = await send(office, content)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"].endswith("。")


async def test_too_large_is_refused(office: Office) -> None:
    assert (await send(office, b"x" * (15 * 1024 * 1024 + 1))).status_code == 413


async def test_no_file_is_refused(office: Office) -> None:
    async with office.api(OPERATOR) as client:
        assert (await client.post("/enterprises/import")).status_code == 422
