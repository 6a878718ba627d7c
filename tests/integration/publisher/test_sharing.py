"""Other departments' part: joint issuers, agreement, and reviewers who were asked in."""

from typing import Any

import httpx

from shared.identity import Role
from tests.integration.publisher.conftest import Office
from tests.support.publisher import (
    EDITOR,
    OTHER_EDITOR,
    OTHER_PUBLISHER,
    OTHER_REVIEWER,
    PUBLISHER,
    REVIEWERS,
    benefit_content,
    draft,
    staff,
)

JOINT = draft(benefit_content(title="联合通知", joint_issuers=[{"code": "SW", "name": "普陀区商务委员会"}]))
APPROVAL = {"step": "first", "decision": "approve", "proofread": True}


async def grant(office: Office, policy_id: str, may: str, department: str = "SW") -> httpx.Response:
    async with office.api(PUBLISHER) as client:
        return await client.put(f"/policies/{policy_id}/access/{department}", json={"may": may})


async def say(office: Office, policy_id: str, stance: str, text: str = "") -> httpx.Response:
    body = {"stance": stance, "text": text}
    return await office.post(OTHER_REVIEWER, f"/policies/{policy_id}/opinions", body)


async def status(office: Office, policy_id: str) -> int:
    return (await office.get(OTHER_REVIEWER, f"/policies/{policy_id}")).status_code


async def unmet(office: Office, policy_id: str) -> list[str]:
    found: dict[str, Any] = (await office.get(EDITOR, f"/policies/{policy_id}")).json()
    return list(found["unmet"])


async def test_a_joint_issuer_reads_and_comments_and_changes_nothing(office: Office) -> None:
    policy_id = await office.create(JOINT)
    assert (await office.get(OTHER_REVIEWER, f"/policies/{policy_id}")).json()["actions"] == []
    assert (await say(office, policy_id, "comment", "第三条请写明牵头部门。")).status_code == 201
    [opinion] = (await office.get(EDITOR, f"/policies/{policy_id}/access")).json()["opinions"]
    assert (opinion["department"]["code"], opinion["text"]) == ("SW", "第三条请写明牵头部门。")
    async with office.api(OTHER_EDITOR) as other:
        body = draft(benefit_content(issuer=None))
        assert (await other.put(f"/policies/{policy_id}/draft", json=body)).status_code == 404
    for act in ("publish", "withdraw"):
        body = {"kind": "repealed", "reason": "废止。"}
        assert (await office.post(OTHER_PUBLISHER, f"/policies/{policy_id}/{act}", body)).status_code == 404


async def test_one_that_is_no_longer_named_sees_it_no_more(office: Office) -> None:
    policy_id = await office.create(JOINT)
    assert await status(office, policy_id) == 200
    async with office.api(EDITOR) as client:
        await client.put(f"/policies/{policy_id}/draft", json=draft())
    assert await status(office, policy_id) == 404


async def test_what_must_be_agreed_to_waits_for_it(office: Office) -> None:
    policy_id = await office.create(JOINT)
    await grant(office, policy_id, "agree")
    assert (await say(office, policy_id, "agree")).status_code == 409  # it may still change
    await office.approve(policy_id)
    assert await unmet(office, policy_id) == ["还没有会签同意：普陀区商务委员会。"]
    assert (await office.post(PUBLISHER, f"/policies/{policy_id}/publish")).status_code == 409
    await say(office, policy_id, "object", "标准过高。")
    assert await unmet(office, policy_id) != []
    assert (await say(office, policy_id, "agree")).status_code == 201
    assert (await office.post(PUBLISHER, f"/policies/{policy_id}/publish")).json()["state"] == "live"


async def test_an_agreement_is_to_one_submission(office: Office) -> None:
    policy_id = await office.create(JOINT)
    await grant(office, policy_id, "agree")
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    await say(office, policy_id, "agree")
    await office.post(EDITOR, f"/policies/{policy_id}/recall")
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    assert "还没有会签同意：普陀区商务委员会。" in await unmet(office, policy_id)


async def test_reviewers_of_another_department_review_where_asked(office: Office) -> None:
    policy_id = await office.create()
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    path = f"/policies/{policy_id}/reviews"
    assert (await office.post(OTHER_REVIEWER, path, APPROVAL)).status_code == 404
    await grant(office, policy_id, "read")
    assert (await office.post(OTHER_REVIEWER, path, APPROVAL)).status_code == 404
    await grant(office, policy_id, "review")
    assert (await office.get(OTHER_REVIEWER, f"/policies/{policy_id}")).json()["actions"] == ["review"]
    assert (await office.post(OTHER_REVIEWER, path, APPROVAL)).status_code == 201
    async with office.api(PUBLISHER) as client:
        await client.delete(f"/policies/{policy_id}/access/SW")
    assert await status(office, policy_id) == 404


async def test_the_inbox_of_a_reviewer_reaches_where_asked(office: Office) -> None:
    policy_id = await office.create()
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    link = f'href="/publish/policies/{policy_id}/review"'
    async with office.browser(OTHER_REVIEWER) as other:
        for may, shown in (("read", False), ("review", True)):
            await grant(office, policy_id, may)
            inbox = (await other.get("/publish/")).text
            assert (link in inbox, "普陀区科学技术委员会" in inbox) == (shown, shown), may
        assert (await other.get(f"/publish/policies/{policy_id}/review")).status_code == 200
    async with office.api(PUBLISHER) as client:
        await client.delete(f"/policies/{policy_id}/access/SW")
    async with office.browser(OTHER_REVIEWER) as other:
        assert link not in (await other.get("/publish/")).text


async def test_grants_are_stored_and_shown_and_on_the_record(office: Office) -> None:
    policy_id = await office.create()
    answer = (await grant(office, policy_id, "review")).json()
    assert [(each["department"]["code"], each["may"], each["granted_by"]) for each in answer["grants"]] == [
        ("SW", "review", "publish")
    ]
    async with office.browser(PUBLISHER) as browser:
        page = (await browser.get(f"/publish/policies/{policy_id}")).text
    assert "普陀区商务委员会：可参与三审" in page
    shared = await office.get(OTHER_REVIEWER, "/policies?shared=true")
    assert [item["policy_id"] for item in shared.json()["items"]] == [policy_id]
    assert (await office.get(OTHER_REVIEWER, "/policies")).json()["items"] == []


async def test_only_the_lead_department_grants_and_only_to_departments(office: Office) -> None:
    policy_id = await office.create(JOINT)
    for department, code in {"KW": 422, "XX": 422, "SW": 200}.items():
        assert (await grant(office, policy_id, "read", department)).status_code == code
    path = f"/policies/{policy_id}/access/RS"
    for person, code in ((OTHER_PUBLISHER, 404), (EDITOR, 403), (REVIEWERS[0], 403)):
        async with office.api(person) as client:
            assert (await client.put(path, json={"may": "read"})).status_code == code


async def test_the_page_of_a_guest_has_a_form_to_agree_and_no_other(office: Office) -> None:
    policy_id = await office.create(JOINT)
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    path = f"/publish/policies/{policy_id}"
    async with office.browser(OTHER_REVIEWER) as guest:
        page = (await guest.get(path)).text
        assert page.count(f'action="{path}/') == 1
        wrong = await guest.post(f"{path}/opinion", data={"stance": "object", "opinion": ""})
        assert (wrong.status_code, "请写明意见" in wrong.text) == (422, True)
        assert (await guest.post(f"{path}/opinion", data={"stance": "agree"})).status_code == 303
    async with office.browser(PUBLISHER) as lead:
        assert "同意" in (await lead.get(path)).text
        gone = await lead.post(f"{path}/access", data={"department": "", "may": "read"})
        assert (gone.status_code, "没有这个部门" in gone.text) == (422, True)
    nobody = staff("review1", Role.DEPARTMENT_REVIEWER, "RS")
    async with office.browser(nobody) as other:
        assert (await other.get(path)).status_code == 404
