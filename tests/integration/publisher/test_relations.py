"""What policies say of one another, followed from either side."""

from typing import Any
from uuid import uuid4

from shared.events import PolicyPublished, PolicyWithdrawn
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.outbox import sent
from tests.support.html_forms import form_fields
from tests.support.publisher import (
    EDITOR,
    OTHER_EDITOR,
    PUBLISHER,
    benefit_content,
    draft,
)

OLD = draft(benefit_content(title="旧办法", document_number="普科委〔2020〕3号"))


def saying(**changes: Any) -> dict[str, Any]:
    return draft(benefit_content(title="新办法", document_number="普科委〔2026〕9号", **changes))


def by_number(number: str, title: str = "") -> dict[str, str]:
    return {"document_number": number, "title": title}


async def relations(office: Office, policy_id: str) -> list[tuple[str, str, bool]]:
    answer = await office.get(EDITOR, f"/policies/{policy_id}/relations")
    assert answer.status_code == 200, answer.text
    return [(each["label"], each["title"], each["policy"] is not None) for each in answer.json()["items"]]


async def test_a_document_number_as_people_type_it_finds_its_policy(office: Office) -> None:
    old = await office.published(OLD)
    new = await office.create(saying(replaces=[by_number("普科委[2020]第03号")], basis=[]))
    draft_of = (await office.get(EDITOR, f"/policies/{new}")).json()["draft"]["content"]
    assert draft_of["replaces"] == [by_number("普科委〔2020〕3号", "旧办法") | {"policy_id": old}]


async def test_relations_are_followed_from_both_sides(office: Office) -> None:
    old = await office.published(OLD)
    law = by_number("", "中华人民共和国中小企业促进法")
    new = await office.published(
        saying(
            replaces=[by_number("普科委〔2020〕3号")],
            basis=[law],
            implements=[{"policy_id": old} | by_number("")],
        )
    )
    assert await relations(office, new) == [
        ("依据", "中华人民共和国中小企业促进法", False),
        ("贯彻落实", "旧办法", True),
        ("替代的文件", "旧办法", True),
    ]
    assert sorted(await relations(office, old))[-2:] == [
        ("被下列文件替代", "新办法", True),
        ("贯彻落实本文件的文件", "新办法", True),
    ]


async def test_the_other_side_hears_of_it_only_once_it_is_published(office: Office) -> None:
    old = await office.published(
        draft(benefit_content(title="旧办法", document_number="普科委〔2020〕3号", basis=[]))
    )
    new = await office.create(saying(replaces=[by_number("普科委〔2020〕3号")]))
    assert await relations(office, old) == []
    await office.approve(new)
    await office.post(PUBLISHER, f"/policies/{new}/publish")
    assert await relations(office, old) == [("被下列文件替代", "新办法", True)]


async def test_the_event_carries_the_relations(office: Office) -> None:
    old = await office.published(OLD)
    await office.published(saying(implements=[by_number("普科委〔2020〕3号")]))
    event = (await sent(office.database, PolicyPublished))[-1]
    assert str(event.content.implements[0].policy_id) == old


async def test_a_reference_to_nothing_is_refused_with_its_place(office: Office) -> None:
    for wrong, pointer in (
        ({"replaces": [by_number("")]}, "#/replaces/0"),
        ({"basis": [by_number("甲号"), {"policy_id": str(uuid4())} | by_number("")]}, "#/basis/1/policy_id"),
    ):
        answer = await office.post(EDITOR, "/policies", saying(**wrong))
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_policy_is_not_related_to_itself(office: Office) -> None:
    policy_id = await office.published(OLD)
    async with office.api(EDITOR) as client:
        changed = draft(benefit_content(replaces=[by_number("普科委〔2020〕3号")]))
        answer = await client.put(f"/policies/{policy_id}/draft", json=changed)
    assert answer.json()["errors"][0]["pointer"] == "#/replaces/0"


async def test_finds_what_every_department_published_and_no_draft(office: Office) -> None:
    await office.published(OLD)
    await office.create(draft(benefit_content(title="旧办法的草稿")))
    for words in ("旧办", "2020〕3"):
        answer = await office.get(OTHER_EDITOR, f"/published?q={words}")
        assert [each["title"] for each in answer.json()["items"]] == ["旧办法"]


async def test_the_form_finds_and_fills_in_and_keeps_what_was_typed(office: Office) -> None:
    old = await office.published(OLD)
    new = await office.create(saying())
    path = f"/publish/policies/{new}/edit"
    async with office.browser(EDITOR) as browser:
        form = form_fields((await browser.get(path)).text)
        form |= {"summary": ["还没有保存的概述。"], "relation_q": ["旧办"], "do": ["find"]}
        found = await browser.post(path, data=form)
        assert f"relate:replaces:{old}" in found.text
        chosen = await browser.post(path, data=form_fields(found.text) | {"do": [f"relate:replaces:{old}"]})
        filled = form_fields(chosen.text)
        assert (filled["summary"], filled["replaces"]) == (
            ["还没有保存的概述。"],
            ["普科委〔2020〕3号 旧办法"],
        )
        assert (await browser.post(path, data=filled | {"do": ["save"]})).status_code == 303
    saved = (await office.get(EDITOR, f"/policies/{new}")).json()["draft"]["content"]["replaces"]
    assert [each["policy_id"] for each in saved] == [old]


async def test_publishing_offers_to_withdraw_what_was_replaced(office: Office) -> None:
    old = await office.published(OLD)
    new = await office.published(saying(replaces=[by_number("普科委〔2020〕3号")]))
    async with office.browser(PUBLISHER) as browser:
        page = (await browser.get(f"/publish/policies/{new}")).text
        assert "被替代的文件仍现行有效：旧办法" in page
        fields = {
            "kind": "amended",
            "reason": "由《新办法》替代。",
            "successor_id": new,
            "successor_number": "普科委〔2026〕9号",
            "successor_title": "新办法",
        }
        await browser.post(f"/publish/policies/{old}/withdraw", data=fields)
        assert "仍现行有效" not in (await browser.get(f"/publish/policies/{new}")).text
        assert f"/publish/policies/{new}" in (await browser.get(f"/publish/policies/{old}")).text
    [event] = await sent(office.database, PolicyWithdrawn)
    assert (event.kind, str(event.successor and event.successor.policy_id)) == ("amended", new)
