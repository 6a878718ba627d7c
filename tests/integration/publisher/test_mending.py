"""Open remarks stand at the top of the draft's form, each with a link to its field."""

import re
from uuid import UUID

from publisher.adapters.unit import SqlUnits
from publisher.domain.remarks import texts
from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR, REVIEWERS


async def _returned(office: Office) -> tuple[str, list[str]]:
    """A draft that came back with a remark on every field that says something."""
    policy_id = await office.create()
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    async with SqlUnits(office.database)() as unit:
        policy = await unit.policies.get(UUID(policy_id), department=None)
    places = list(texts(policy.draft().content))
    for place in places:
        body = {"place": place, "said": f"请核对{place}。"}
        answer = await office.post(REVIEWERS[0], f"/policies/{policy_id}/remarks", body)
        assert answer.status_code == 201, answer.text
    review = {"step": "first", "decision": "return", "remarks": "见意见。"}
    assert (await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", review)).status_code == 201
    return policy_id, places


async def test_each_open_remark_leads_to_its_field(office: Office) -> None:
    policy_id, places = await _returned(office)
    root = f"/publish/policies/{policy_id}"
    async with office.browser(EDITOR) as browser:
        page = (await browser.get(f"{root}/edit")).text
        leads = {place: href for href, place in re.findall(r'href="([^"]+)">([^<]+)</a>：请核对', page)}
        assert sorted(leads) == sorted(places)
        for place, href in leads.items():
            path, _, field = href.removeprefix(root).partition("#")
            assert path in {"/edit", "/benefit", "/criteria"}, place
            assert not field or f'id="{field}"' in page, place
            assert path != "/edit" or f"请核对{place}。</p>" in page, place
        assert (await browser.get(f"{root}/benefit")).status_code == 200


async def test_what_was_settled_and_what_has_no_remark_is_not_listed(office: Office) -> None:
    policy_id, _ = await _returned(office)
    found = (await office.get(EDITOR, f"/policies/{policy_id}/remarks")).json()["items"]
    for each in found:
        settle = f"/policies/{policy_id}/remarks/{each['remark_id']}/settle"
        assert (await office.post(EDITOR, settle, {"answer": "已改。"})).status_code == 200
    async with office.browser(EDITOR) as browser:
        assert "待处理的审核意见" not in (await browser.get(f"/publish/policies/{policy_id}/edit")).text
