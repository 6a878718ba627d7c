"""Attachments and interpretations with pictures: what is taken, what is refused, who may read it."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image

from publisher.adapters.uploads import Uploads
from publisher.domain.files import RefusedUpload
from shared.identity import Principal
from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR, OTHER_EDITOR, PUBLISHER

MIB = 1024 * 1024


def word() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def picture(size: tuple[int, int] = (3200, 100)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", exif=b"Exif\x00\x00<script>alert(1)</script>")
    return out.getvalue() + b"<script>alert(2)</script>"


PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF"


@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", word()), ("a.xlsx", sheet()), ("a.pdf", PDF), ("a.JPG", picture((9, 9)))]
)
async def test_takes_what_offices_attach(name: str, data: bytes) -> None:
    assert (await Uploads(12 * MIB).attachment(name, data)).data


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("bomb.docx", archive(word__document_xml=b"0" * 30 * MIB), "解压后过大"),
        ("macro.docx", archive(**{"word__document.xml": b"x", "word__vbaProject.bin": b"x"}), "宏"),
        ("macro.docm", word(), "宏"),
        ("page.html", b"<script>alert(1)</script>", "只能上传"),
        ("page.pdf", b"<script>alert(1)</script>", "不符"),
        ("sheet.docx", sheet(), "不符"),
        ("run.pdf", PDF + b"<< /S /JavaScript /JS (app.alert(1)) >>", "脚本"),
        ("picture.png", b"<svg onload='alert(1)'/>", "图片"),
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99, "旧版"),
        ("empty.pdf", b"", "空"),
        ("large.pdf", b"%PDF-" + b"0" * 2 * MIB, "超过"),
    ],
)
async def test_refuses_what_is_hostile_with_a_sentence(name: str, data: bytes, words: str) -> None:
    with pytest.raises(RefusedUpload, match=words):
        await Uploads(MIB).attachment(name, data)


async def test_a_picture_is_written_anew() -> None:
    made = await Uploads(12 * MIB).picture("a.jpg", picture())
    assert (made.width, made.height, b"script" in made.data) == (1600, 50, False)


async def test_a_picture_of_too_many_pixels_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(RefusedUpload, match="太大"):
        await Uploads(12 * MIB).picture("a.png", out.getvalue())


async def upload(office: Office, who: Principal, path: str, **sent: Any) -> Any:
    async with office.browser(who) as browser:
        return await browser.post(path, **sent)


async def test_an_attachment_is_public_with_the_policy(office: Office) -> None:
    policy_id = await office.create()
    path = f"/publish/policies/{policy_id}/attachments"
    answer = await upload(office, EDITOR, path, files={"file": ("申请表.xlsx", sheet())})
    assert answer.status_code == 303, answer.text
    draft = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]
    [attachment] = draft["content"]["attachments"]
    url = attachment["url"].removeprefix("/api/publisher/v1")
    assert (await office.get(EDITOR, url)).status_code == 200
    assert (await office.get(OTHER_EDITOR, url)).status_code == 404
    await office.approve(policy_id)
    await office.post(PUBLISHER, f"/policies/{policy_id}/publish")
    shown = await office.get(OTHER_EDITOR, url)
    assert shown.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E7%94%B3")
    assert shown.headers["x-content-type-options"] == "nosniff"


async def test_what_is_refused_is_said_beside_the_field(office: Office) -> None:
    policy_id = await office.create()
    path = f"/publish/policies/{policy_id}/attachments"
    answer = await upload(office, EDITOR, path, files={"file": ("a.html", b"<script>")})
    assert (answer.status_code, "只能上传" in answer.text) == (422, True)


async def test_an_attachment_is_taken_off(office: Office) -> None:
    policy_id = await office.create()
    path = f"/publish/policies/{policy_id}/attachments"
    await upload(office, EDITOR, path, files={"file": ("a.pdf", PDF)})
    [made] = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]["attachments"]
    answer = await upload(office, EDITOR, f"{path}/{made['sha256']}/remove")
    assert answer.status_code == 303
    draft = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]
    assert draft["content"]["attachments"] == []


EXPERT = {
    "kind": "expert",
    "title": "专家怎么看",
    "body": "说明。",
    "question_0": "谁能报？",
    "answer_0": "企业。",
}


async def test_several_interpretations_with_a_picture(office: Office) -> None:
    policy_id = await office.create()
    path = f"/publish/policies/{policy_id}/interpretations"
    sent = {"data": EXPERT | {"picture_alt": "一图读懂"}, "files": {"picture": ("a.jpg", picture())}}
    answer = await upload(office, EDITOR, f"{path}/new", **sent)
    assert answer.status_code == 303, answer.text
    found = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]["interpretations"]
    assert [each["kind"] for each in found] == ["official", "expert"]
    assert (found[1]["picture"]["width"], found[1]["questions"][0]["answer"]) == (1600, "企业。")
    assert (await upload(office, EDITOR, f"{path}/1/up")).status_code == 303
    found = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]["interpretations"]
    assert [each["kind"] for each in found] == ["expert", "official"]
    assert (await upload(office, EDITOR, f"{path}/0/remove")).status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "解读要有标题"),
        ({"answer_0": ""}, "每个问题都要有回答"),
        ({"video_url": "javascript:alert(1)"}, "https://"),
    ],
)
async def test_an_interpretation_keeps_what_was_typed(
    office: Office, change: dict[str, str], words: str
) -> None:
    policy_id = await office.create()
    path = f"/publish/policies/{policy_id}/interpretations/new"
    answer = await upload(office, EDITOR, path, data=EXPERT | change)
    assert (answer.status_code, words in answer.text, "说明。" in answer.text) == (422, True, True)
