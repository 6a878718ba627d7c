"""One of each thing that has a page of its own, made in a demo as people make it."""

import asyncio
import io
from datetime import timedelta
from typing import Any, Final

from openpyxl import Workbook
from PIL import Image

from huiqi.sample.credit_codes import credit_code
from shared.clock import SHANGHAI, SystemClock
from tests.support.edition import RunningEdition
from tests.support.main_job import policy

EDITOR, REVIEWER, PUBLISHER = "kw.editor", "kw.review1", "kw.publish"
_API: Final = "/api/publisher/v1"
_WINNERS: Final = [
    {
        "enterprise_name": f"上海公示示例{number}号科技有限公司",
        "credit_code": credit_code("310107", 70_000 + number),
    }
    | {"amount_yuan": f"{number}00000"}
    for number in (1, 2, 3)
]
_RESULTS: Final = {"entries": _WINNERS, "contact": {"name": "科技创新科", "phone": "021-52560010"}}


async def one_of_each(edition: RunningEdition) -> dict[str, str]:
    """The ids and names that fill the addresses of the site's pages."""
    things = await found_in(edition) | await _written(edition) | await _listed(edition)
    things |= await _handed_in(edition) | await _wanted(edition) | await _collected(edition)
    for page in ("/gov/policies/{urgent}", "/gov/results/{listed}"):
        await _there(edition, page.format(**things))
    return things


async def found_in(edition: RunningEdition) -> dict[str, str]:
    """What the demo has by itself."""

    async def items(path: str, account: str | None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await edition.get(path, account)).raise_for_status().json()["items"]
        return found

    policies = await items(f"{_API}/policies?limit=100", None)
    traces = await items("/api/ops/v1/traces?limit=200", None)
    results = await edition.get("/gov/results")
    gazette = await edition.get("/gov/gazette")
    return {
        "live": await _live(edition),
        "withdrawn": next(each["policy_id"] for each in policies if each["state"] == "withdrawn"),
        "message": (await items("/api/notifier/v1/messages", "zhilan"))[0]["id"],
        "trace": next(each["trace_id"] for each in traces if each["name"].endswith("/publish")),
        "month": gazette.text.split('title"><a href="/gov/gazette/')[1].split('"')[0],
        "results": results.text.split('href="/gov/results/')[1].split('"')[0],
    }


async def _wanted(edition: RunningEdition) -> dict[str, str]:
    """An address to which a member of the enterprise has messages sent."""
    link = 'href="/my/preferences/endpoints/'
    if link not in (await edition.get("/my/preferences", "zhilan")).text:
        mail = {"kind": "email", "address": "jingban@example.com"}
        await edition.send("/my/preferences/endpoints", "zhilan", data=mail)
    page = (await edition.get("/my/preferences", "zhilan")).text
    return {"endpoint": page.split(link)[1].split('"')[0]}


async def _written(edition: RunningEdition) -> dict[str, str]:
    """Drafts: an empty one, one with everything, one under review with a remark, one that is approved.

    And one that was published in an emergency.
    """
    bare = {"content": {"kind": "benefit", "title": "还没有写完的通知"}, "disclosure": "active"}
    draft = await _made(edition, f"{_API}/policies", bare, EDITOR, "policy_id")
    full = await _drafted(edition, "关于申报普陀区专精特新企业奖励的通知")
    await _attach(edition, full)
    urgent = await _drafted(edition, "关于申领普陀区企业防汛救助的紧急通知")
    await _attach(edition, urgent)
    await _act(edition, urgent, "publish-urgently", {"reason": "台风将至，须立即告知企业。"}, PUBLISHER)
    reviewed = await _drafted(edition, "关于申报普陀区绿色工厂奖励的通知")
    await _act(edition, reviewed, "submit", {}, EDITOR)
    said = {"place": "正文", "said": "请与预算批复核对。"}
    await _act(edition, reviewed, "remarks", said, REVIEWER)
    approved = await _drafted(edition, "关于申报普陀区首台套奖励的通知")
    await _act(edition, approved, "submit", {}, EDITOR)
    for number, step in enumerate(("first", "second", "final"), start=1):
        review = {"step": step, "decision": "approve", "proofread": True}
        await _act(edition, approved, "reviews", review, f"kw.review{number}")
    return {"draft": draft, "full": full, "urgent": urgent, "reviewed": reviewed, "approved": approved}


async def _attach(edition: RunningEdition, policy_id: str) -> None:
    """An attachment, and an interpretation with questions and a picture."""
    root = f"/publish/policies/{policy_id}"
    await edition.send(f"{root}/attachments", EDITOR, files={"file": ("申报表.xlsx", _sheet(("企业名称",)))})
    told = {"kind": "official", "title": "一图读懂专精特新奖励", "body": "谁可以申报：\n注册在普陀区的企业。"}
    asked = {"question_1": "什么时候申报？", "answer_1": "申报期内随时可以在线提交。"}
    picture = {"picture": ("一图读懂.png", _picture(), "image/png")}
    await edition.send(
        f"{root}/interpretations/new",
        EDITOR,
        data=told | asked | {"picture_alt": "申报流程：准备材料、在线提交、部门审核、公示拨付。"},
        files=picture,
    )


async def _listed(edition: RunningEdition) -> dict[str, str]:
    """A list of results in preparation, and one that was announced and objected to."""
    policy_id = await _live(edition)
    path = f"{_API}/policies/{policy_id}/results"
    prepared = await _made(
        edition,
        f"{path}/drafts",
        _RESULTS | {"title": "第二批拟支持企业名单公示"},
        PUBLISHER,
        "draft_id",
    )
    listed = await _made(
        edition, path, _RESULTS | {"title": "第一批拟支持企业名单公示"}, PUBLISHER, "announcement_id"
    )
    who = {
        "objector_name": "李某某",
        "objector_contact": "138****0000",
        "statement": "该企业不在普陀区纳税。",
    }
    objection = who | {"credit_code": _WINNERS[0]["credit_code"]}
    answer = await edition.post(f"{_API}/results/{listed}/objections", objection, PUBLISHER)
    answer.raise_for_status()
    return {"prepared": prepared, "listed": listed}


async def _handed_in(edition: RunningEdition) -> dict[str, str]:
    """Progress as a sheet of which a row is wrong, and a table of enterprises."""
    code = _WINNERS[0]["credit_code"]
    at = (SystemClock().now() - timedelta(seconds=1)).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    header = ("申报编号", "统一社会信用代码", "状态", "发生时间")
    sheet = _sheet(header, ("KW-2026-001", code, "已收件", at), ("KW-2026-002", code, "补件", "昨天"))
    page = f"/publish/policies/{await _live(edition)}/applications/import"
    reported = await edition.send(page, EDITOR, files={"file": ("进度.xlsx", sheet)})
    table = (
        "credit_code,name,registered_region\n"
        f"{code},上海公示示例1号科技有限公司,310107\n123,写错的一行,310107\n"
    )
    taken = await edition.send("/publish/enterprises", EDITOR, files={"file": ("企业.csv", table.encode())})
    return {
        "import": reported.headers["location"].rpartition("/")[2],
        "job": taken.headers["location"].rpartition("/")[2],
        "application": "KW-2026-001",
    }


async def _collected(edition: RunningEdition) -> dict[str, str]:
    """A collection of the theme library: by rule, and with a policy that was picked."""
    rule = {"by_rule": "on", "theme": "technology", "in_force": "on"}
    made = await edition.send("/publish/collections/new", EDITOR, data={"title": "科技企业成长"} | rule)
    place = made.headers["location"]
    await edition.send(place, EDITOR, data={"act": "add", "policy_id": await _live(edition)})
    return {"collection": place.split("/")[-2]}


async def _there(edition: RunningEdition, page: str) -> None:
    """Wait for a page of the portal."""
    async with asyncio.timeout(60):
        while (await edition.get(page)).status_code != 200:
            await asyncio.sleep(0.2)


async def _live(edition: RunningEdition) -> str:
    """A policy of the department's that is in force."""
    own = (
        (await edition.get(f"{_API}/policies?limit=100&state=live", EDITOR))
        .raise_for_status()
        .json()["items"]
    )
    return str(min(each["policy_id"] for each in own if each["state"] == "live"))


async def _drafted(edition: RunningEdition, title: str) -> str:
    body = {"content": policy(title), "disclosure": "active", "channels": ["government", "business"]}
    return await _made(edition, f"{_API}/policies", body, EDITOR, "policy_id")


async def _made(edition: RunningEdition, path: str, body: dict[str, Any], account: str, key: str) -> str:
    answer = await edition.post(path, body, account)
    assert answer.is_success, answer.text
    return str(answer.json()[key])


async def _act(edition: RunningEdition, policy_id: str, act: str, body: dict[str, Any], account: str) -> None:
    answer = await edition.post(f"{_API}/policies/{policy_id}/{act}", body, account)
    assert answer.is_success, answer.text


def _sheet(*rows: tuple[str, ...]) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


def _picture() -> bytes:
    """Taller than wide, as such pictures are."""
    written = io.BytesIO()
    Image.new("RGB", (600, 1600), "#1a5fb4").save(written, "PNG")
    return written.getvalue()
