"""Nobody sees or changes what is another's (invariant 11), route by route."""

import pytest

from huiqi.sample.showcase import showcase_enterprises
from tests.e2e.conftest import Demo

pytestmark = pytest.mark.timeout(600)

OWN = showcase_enterprises()["zhilan"].credit_code
OTHER = showcase_enterprises()["shanghe"].credit_code
NOBODY = ""
OPERATOR = None

SERVICES = ("publisher", "matcher", "notifier", "portal")
OPERATORS_ONLY = [
    *(f"/api/{service}/v1/ops/{name}" for service in SERVICES for name in ("status", "dead", "evidence")),
    "/api/ops/v1/traces",
    f"/api/ops/v1/traces/{'0' * 32}",
]


@pytest.mark.parametrize("path", OPERATORS_ONLY)
async def test_operators_routes(demo: Demo, path: str) -> None:
    assert (await demo.edition.get(path, NOBODY)).status_code == 401
    assert (await demo.edition.get(path, "zhilan")).status_code == 403
    assert (await demo.edition.get(path, "kw.publish")).status_code == 403
    assert (await demo.edition.get(path, OPERATOR)).status_code == 200


@pytest.mark.parametrize("path", ["/api/matcher/v1/enterprises/{}", "/api/matcher/v1/enterprises/{}/matches"])
async def test_an_enterprise_reads_its_own_and_no_other(demo: Demo, path: str) -> None:
    assert (await demo.edition.get(path.format(OWN), "zhilan")).status_code == 200
    assert (await demo.edition.get(path.format(OTHER), "zhilan")).status_code in {403, 404}
    assert (await demo.edition.get(path.format(OWN), NOBODY)).status_code == 401


@pytest.mark.parametrize("path", ["/api/notifier/v1/messages", "/api/notifier/v1/reminders"])
async def test_inboxes_are_for_members(demo: Demo, path: str) -> None:
    assert (await demo.edition.get(path, "zhilan")).status_code == 200
    assert (await demo.edition.get(path, "kw.editor")).status_code == 403
    assert (await demo.edition.get(path, NOBODY)).status_code == 401


async def test_a_message_of_another_does_not_exist(demo: Demo) -> None:
    theirs = (await demo.edition.get("/api/notifier/v1/messages", "shanghe")).json()["items"][0]
    identifier = theirs.get("id") or theirs["message_id"]
    assert (await demo.edition.get(f"/api/notifier/v1/messages/{identifier}", "zhilan")).status_code == 404


async def test_a_department_sees_its_own_policies_only(demo: Demo) -> None:
    own = (await demo.edition.get("/api/publisher/v1/policies?limit=100", "kw.editor")).json()["items"]
    assert {line["department"]["code"] for line in own} == {"KW"}
    path = f"/api/publisher/v1/policies/{own[0]['policy_id']}"
    for part in ("", "/receipt", "/results"):
        assert (await demo.edition.get(path + part, "kw.editor")).status_code == 200
        assert (await demo.edition.get(path + part, "sw.editor")).status_code == 404
        assert (await demo.edition.get(path + part, "zhilan")).status_code == 403


@pytest.mark.parametrize("path", ["/my/", "/my/profile", "/my/inbox/", "/my/reminders", "/publish/", "/ops/"])
async def test_pages_ask_strangers_to_sign_in(demo: Demo, path: str) -> None:
    answer = await demo.edition.get(path, NOBODY)
    assert answer.status_code in {302, 303, 307, 401}
