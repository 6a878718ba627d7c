"""Progress handed in as a file: the same use case as by API, told row by row."""

import io
from typing import Any
from uuid import uuid4

import httpx
import pytest
from openpyxl import Workbook, load_workbook

from publisher.entrypoints.forms.progress_sheet import COLUMNS
from shared.events import ApplicationProgressed
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.outbox import sent
from tests.integration.publisher.test_applications import hand_in, item
from tests.support.publisher import EDITOR, OTHER_EDITOR, PUBLISHER, REVIEWERS

CODE = "91310107MA1G00001X"


def workbook(*rows: tuple[Any, ...], header: tuple[str, ...] = COLUMNS) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in (header, *rows):
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


def lines(content: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


async def upload(office: Office, policy_id: str, content: bytes, name: str = "进度.xlsx") -> httpx.Response:
    async with office.browser(EDITOR) as browser:
        return await browser.post(
            f"/publish/policies/{policy_id}/applications/import", files={"file": (name, content)}
        )


async def shown(office: Office, path: str) -> str:
    async with office.browser(EDITOR) as browser:
        return (await browser.get(path)).text


MIXED = (
    ("A1", CODE, "已收件", "2026-11-20 09:00", None, None, "纸质"),
    ("A1", CODE, "已受理", "2026年11月20日 10:30", None, None, None),
    ("A2", CODE, "已拨付", "2026-11-20", None, "200,000", None),
    ("A3", "123", "已收件", "2026-11-20", None, None, None),
    (20260004, CODE, "received", "2026/11/20", None, None, None),
    ("A5", CODE, "补件", "昨天", None, None, None),
)


async def test_the_right_rows_are_taken_and_the_others_told(office: Office) -> None:
    policy = await office.published()
    answer = await upload(office, policy, workbook(*MIXED))
    assert answer.status_code == 303, answer.text
    page = await shown(office, answer.headers["location"])
    assert "3 步" in page
    for words in (
        "第 4 行",
        "第 5 行",
        "第 7 行",
        "还没有收件记录",
        "18 位的统一社会信用代码",
        "不认识状态“补件”",
    ):
        assert words in page
    told = [(each.application_id, each.state) for each in await sent(office.database, ApplicationProgressed)]
    assert told == [("A1", "received"), ("A1", "accepted"), ("20260004", "received")]


async def test_the_same_file_again_changes_nothing(office: Office) -> None:
    policy = await office.published()
    await upload(office, policy, workbook(*MIXED))
    again = await upload(office, policy, workbook(*MIXED))
    assert "此前已登记" in await shown(office, again.headers["location"])
    assert len(await sent(office.database, ApplicationProgressed)) == 3


async def test_refused_rows_come_back_to_be_corrected(office: Office) -> None:
    policy = await office.published()
    answer = await upload(office, policy, workbook(("A1", CODE, "已收", "2026-11-20"), header=COLUMNS[:4]))
    async with office.browser(EDITOR) as browser:
        back = await browser.get(f"{answer.headers['location']}/refused.xlsx")
    [header, row] = lines(back.content)
    assert (row[0], row[-2]) == ("A1", "2")
    assert "不认识状态" in str(row[-1])
    corrected = workbook((*row[:2], "已收件", *row[3:]), header=tuple(map(str, header)))
    assert (await upload(office, policy, corrected)).status_code == 303
    assert len(await sent(office.database, ApplicationProgressed)) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04nonsense", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Excel"),
        (workbook(("x",), header=("编号",)), "表头缺少这些列"),
        (workbook(), "没有数据"),
        (workbook(("x",) * 5, header=(*COLUMNS[:4], "密码")), "不认识这些列：密码"),
        (b"", "表头缺少"),
    ],
)
async def test_a_file_that_is_no_sheet_changes_nothing(office: Office, content: bytes, sentence: str) -> None:
    policy = await office.published()
    answer = await upload(office, policy, content)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert await sent(office.database, ApplicationProgressed) == []


async def test_cells_of_a_download_are_never_formulas(office: Office) -> None:
    policy = await office.published()
    evil = '=HYPERLINK("http://evil.example","x")'
    answer = await upload(office, policy, workbook(("A1", CODE, "x", "2026-11-20", None, None, "'" + evil)))
    async with office.browser(EDITOR) as browser:
        back = await browser.get(f"{answer.headers['location']}/refused.xlsx")
    cells = load_workbook(io.BytesIO(back.content)).worksheets[0][2]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


async def test_the_template_is_what_is_read(office: Office) -> None:
    policy = await office.published()
    async with office.browser(EDITOR) as browser:
        template = await browser.get(f"/publish/policies/{policy}/applications/template.xlsx")
    assert lines(template.content) == [COLUMNS]


async def test_lists_filters_and_tells_the_steps(office: Office) -> None:
    policy = await office.published()
    due = {"due_on": "2026-11-21", "note": "请补营业执照。"}
    await hand_in(
        office,
        item(policy, "received", application="A/1 中"),
        item(policy, "supplement_required", application="A/1 中", at=1, **due),
        item(policy, "received", application="B2"),
    )
    root = f"/publish/policies/{policy}/applications"
    assert "B2" not in await shown(office, f"{root}?state=supplement_required")
    assert "A/1 中" in await shown(office, f"{root}?state=overdue")
    assert "A/1 中" not in await shown(office, f"{root}?q=b2")
    one = await shown(office, f"{root}/one?id=A/1+%E4%B8%AD")
    assert "请补营业执照。" in one
    assert "补正截止 2026年11月21日" in one


async def test_pages_through_by_api(office: Office) -> None:
    policy = await office.published()
    await hand_in(office, *(item(policy, "received", application=f"A{n}") for n in range(5)))
    seen: list[str] = []
    cursor: str | None = ""
    for _ in range(3):
        path = f"/policies/{policy}/applications?limit=2" + (f"&cursor={cursor}" if cursor else "")
        page = (await office.get(EDITOR, path)).json()
        seen += [each["application_id"] for each in page["items"]]
        cursor = page["next"]
    assert (seen, cursor) == ([f"A{n}" for n in (4, 3, 2, 1, 0)], None)
    history = await office.get(EDITOR, f"/policies/{policy}/applications/history?application_id=A0")
    assert [step["state"] for step in history.json()["items"]] == ["received"]


async def test_another_department_sees_and_hands_in_nothing(office: Office) -> None:
    policy = await office.published()
    await hand_in(office, item(policy, "received"))
    for path in ("applications", "applications/history?application_id=A1"):
        assert (await office.get(OTHER_EDITOR, f"/policies/{policy}/{path}")).status_code == 404
    async with office.browser(OTHER_EDITOR) as browser:
        pages = ("applications/one?id=A1", f"imports/{uuid4()}", "applications")
        for path in pages:
            assert (await browser.get(f"/publish/policies/{policy}/{path}")).status_code == 404
        file = {"file": ("a.xlsx", workbook(MIXED[1]))}
        answer = await browser.post(f"/publish/policies/{policy}/applications/import", files=file)
    assert answer.status_code == 404
    assert len(await sent(office.database, ApplicationProgressed)) == 1


async def test_a_reviewer_reads_and_hands_in_nothing(office: Office) -> None:
    policy = await office.published()
    async with office.browser(REVIEWERS[0]) as browser:
        page = await browser.get(f"/publish/policies/{policy}/applications")
        file = {"file": ("a.xlsx", workbook(MIXED[0]))}
        answer = await browser.post(f"/publish/policies/{policy}/applications/import", files=file)
    assert (page.status_code, answer.status_code) == (200, 403)
    assert "applications/import" not in page.text


async def test_an_idempotency_key_gets_the_same_answer(office: Office) -> None:
    policy = await office.published()
    body = {"items": [item(policy, "received"), item(policy, "disbursed", application="A2")]}
    headers = {"Idempotency-Key": "progress-0001"}
    first, again = [await office.post(PUBLISHER, "/applications/progress", body, **headers) for _ in range(2)]
    assert first.json() == again.json()
    assert first.json()["items"][0]["changed"]
    refused = first.json()["items"][1]
    assert (refused["index"], refused["code"]) == (1, "illegal_transition")
    assert refused["allowed"] == ["received", "accepted"]
