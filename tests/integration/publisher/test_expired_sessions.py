"""Forms that are sent after the session has ended, or from a tab that is older than it: nothing is lost."""

import httpx

from tests.integration.publisher.conftest import Office
from tests.support.html_forms import form_fields
from tests.support.identity import PUBLIC_URL
from tests.support.publisher import EDITOR, OTHER_EDITOR, draft

TYPED = "写了很久的概述。\n第二行“引号”<标签>"
SAME = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


def browser(office: Office, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(office.app)
    return httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=SAME | headers)


async def typed_form(office: Office, policy_id: str) -> dict[str, list[str]]:
    async with office.browser(EDITOR) as signed_in:
        form = form_fields((await signed_in.get(f"/publish/policies/{policy_id}/edit")).text)
    return form | {"summary": [TYPED]}


async def test_what_was_typed_survives_signing_in_again(office: Office) -> None:
    policy_id = await office.create(draft({"kind": "document", "title": "标题"}, channels=["government"]))
    path = f"/publish/policies/{policy_id}/edit"
    async with browser(office) as alone:
        expired = await alone.post(path, data=await typed_form(office, policy_id))
        assert (expired.status_code, "登录已过期" in expired.text) == (401, True)
        kept = form_fields(expired.text)
        alone.cookies.update(office.issuer.cookies(office.app, EDITOR))
        confirm = await alone.post(path, data=kept)
        assert (confirm.status_code, "页面已过期" in confirm.text) == (403, True)
        saved = await alone.post(path, data=form_fields(confirm.text))
    assert saved.status_code == 303, saved.text
    content = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["content"]
    assert content["summary"] == TYPED


async def test_another_sites_form_is_not_shown_again(office: Office) -> None:
    policy_id = await office.create()
    for site in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        async with browser(office, **site) as other:
            other.cookies.update(office.issuer.cookies(office.app, EDITOR))
            answer = await other.post(f"/publish/policies/{policy_id}/submit", data={"evil": "1"})
        assert (answer.status_code, "evil" in answer.text) == (403, False), site


async def test_a_stale_tab_of_somebody_else_saves_nothing_of_theirs(office: Office) -> None:
    policy_id = await office.create()
    form = await typed_form(office, policy_id)
    async with browser(office) as later:
        later.cookies.update(office.issuer.cookies(office.app, OTHER_EDITOR))
        path = f"/publish/policies/{policy_id}/edit"
        stale = await later.post(path, data=form)
        assert "写了很久的概述" in stale.text
        assert (await later.post(path, data=form_fields(stale.text))).status_code == 404
    assert (await office.get(EDITOR, f"/policies/{policy_id}")).json()["draft"]["version"] == 1


async def test_a_program_gets_a_problem(office: Office) -> None:
    async with browser(office) as alone:
        answer = await alone.post("/api/publisher/v1/policies", data={"a": "b"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


async def test_a_stale_tab_that_acts_twice_is_told(office: Office) -> None:
    policy_id = await office.create()
    async with office.browser(EDITOR) as tab:
        for said in ("已提交审核", "不能提交审核"):
            answer = await tab.post(f"/publish/policies/{policy_id}/submit")
            assert answer.status_code == 303
            assert said in (await tab.get(answer.headers["location"])).text
