"""Who is eligible and has not opened or filed; one revision's figures; a receipt that replay rebuilds."""

import csv
import io
from typing import Any
from uuid import UUID

from openpyxl import load_workbook
from sqlalchemy import text

from publisher.adapters.rebuilding import REBUILD
from shared.events import Verdict
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.test_applications import hand_in, item
from tests.integration.publisher.test_receipt import apply, code, happened, live_hash, matched, receipt
from tests.support.publisher import EDITOR, OTHER_EDITOR, PUBLISHER


async def met(office: Office) -> str:
    """A policy with everything that happened; of its eligible 1 and 2 the first opened, the second filed."""
    policy = await office.published()
    await apply(office, happened(UUID(policy), await live_hash(office, policy)))
    await hand_in(office, item(policy, "received", credit_code=code(2)))
    return policy


async def exported(office: Office, policy: str, kind: str, stage: str) -> bytes:
    async with office.browser(EDITOR) as browser:
        answer = await browser.get(f"/publish/policies/{policy}/receipt/unclaimed.{kind}?stage={stage}")
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_counts_who_has_not_opened_or_filed(office: Office) -> None:
    policy = await met(office)
    assert (await receipt(office, policy))["unclaimed"] == {"not_opened": 1, "not_filed": 1}
    async with office.browser(EDITOR) as browser:
        page = await browser.get(f"/publish/policies/{policy}/receipt/unclaimed?stage=opened")
    assert code(2) in page.text
    assert code(1) not in page.text


async def test_exports_both_kinds(office: Office) -> None:
    policy = await met(office)
    plain = await exported(office, policy, "csv", "filed")
    assert plain.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(plain.decode("utf-8-sig")))
    assert (header[0], row[0], row[-1]) == ("统一社会信用代码", code(1), "否")
    book = load_workbook(io.BytesIO(await exported(office, policy, "xlsx", "opened")))
    assert [line[0] for line in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [code(2)]


async def test_a_name_that_is_a_formula_stays_a_name(office: Office) -> None:
    policy = await office.published()
    event = matched(UUID(policy), 1, Verdict.ELIGIBLE)
    evil = event.changes[0].model_copy(update={"enterprise_name": '=cmd|" /C calc"!A0'})
    await apply(office, [event.model_copy(update={"changes": (evil,)})])
    [_, row] = csv.reader(io.StringIO((await exported(office, policy, "csv", "filed")).decode("utf-8-sig")))
    assert row[1].startswith("'=")
    book = load_workbook(io.BytesIO(await exported(office, policy, "xlsx", "filed")))
    assert book.worksheets[0]["B2"].data_type == "s"


async def test_another_department_gets_no_list(office: Office) -> None:
    policy = await met(office)
    async with office.browser(OTHER_EDITOR) as browser:
        for path in ("unclaimed", "unclaimed.csv", "unclaimed.xlsx"):
            assert (await browser.get(f"/publish/policies/{policy}/receipt/{path}")).status_code == 404


async def test_a_revision_has_figures_of_its_own(office: Office) -> None:
    policy = await met(office)
    assert (await office.post(EDITOR, f"/policies/{policy}/revise")).is_success
    await office.approve(policy)
    await office.post(PUBLISHER, f"/policies/{policy}/publish")
    newly = matched(UUID(policy), 9, Verdict.ELIGIBLE).model_copy(update={"policy_revision": 2})
    await apply(office, [newly])
    first, second, whole = [
        (await office.get(EDITOR, f"/policies/{policy}/receipt{query}")).json()
        for query in ("?revision=1", "?revision=2", "")
    ]
    assert [each["funnel"]["matched"] for each in (first, second, whole)] == [2, 1, 3]
    assert [each["messages"]["delivered"] for each in (first, second)] == [3, 0]
    assert [line["revision"] for line in first["revisions"]] == [1]
    assert second["revisions"][0]["missing"] == ["government", "business"]
    assert (await office.get(EDITOR, f"/policies/{policy}/receipt?revision=7")).status_code == 404


async def test_replay_rebuilds_the_receipt(office: Office) -> None:
    policy = await met(office)
    events = happened(UUID(policy), await live_hash(office, policy))

    async def whole() -> tuple[dict[str, Any], bytes]:
        return await receipt(office, policy), await exported(office, policy, "csv", "opened")

    before = await whole()
    async with office.database.transaction() as session:
        for statement in REBUILD.statements:
            await session.execute(text(statement))
    assert await whole() != before
    await apply(office, events)
    assert await whole() == before


async def test_what_changed_is_asked_for_under_a_tag(office: Office) -> None:
    policy = await met(office)
    path = f"/publish/policies/{policy}/receipt?live=1"
    async with office.browser(EDITOR) as browser:
        tag = (await browser.get(path)).headers["etag"]
        same = await browser.get(path, headers={"If-None-Match": tag})
        await hand_in(office, item(policy, "accepted", at=1, credit_code=code(2)))
        await hand_in(office, item(policy, "received", application="A2", credit_code=code(1)))
        other = await browser.get(path, headers={"If-None-Match": tag})
    assert (same.status_code, other.status_code) == (304, 200)
    assert "<html" not in other.text
    assert "应享未享" in other.text
