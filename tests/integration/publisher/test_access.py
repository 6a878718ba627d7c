"""Tenancy (invariant 11): every route, for everybody who may not."""

from uuid import uuid4

from shared.identity import Principal
from tests.integration.publisher.conftest import Office
from tests.support.publisher import (
    EDITOR,
    MEMBER,
    OPERATOR,
    OTHER_EDITOR,
    OTHER_PUBLISHER,
    OTHER_REVIEWER,
    PUBLISHER,
    REVIEWERS,
    benefit_content,
    draft,
)

REVIEW = {"step": "first", "decision": "approve", "proofread": True}
WITHDRAWAL = {"kind": "repealed", "reason": "不再适用。"}
RESULTS = {
    "entries": [{"enterprise_name": "企业", "credit_code": "91310107MA1G00001X"}],
    "contact": {"name": "科技科", "phone": "021-1"},
}
# Method, path below a policy, body, who of another department would have the role.
ROUTES = [
    ("GET", "", None, OTHER_EDITOR),
    ("GET", "/receipt", None, OTHER_EDITOR),
    ("GET", "/revisions/1", None, OTHER_EDITOR),
    ("GET", "/results", None, OTHER_EDITOR),
    ("PUT", "/draft", draft({"title": "改"}), OTHER_EDITOR),
    ("POST", "/submit", None, OTHER_EDITOR),
    ("POST", "/recall", None, OTHER_EDITOR),
    ("POST", "/revise", None, OTHER_EDITOR),
    ("POST", "/reviews", REVIEW, OTHER_REVIEWER),
    ("POST", "/publish", None, OTHER_PUBLISHER),
    ("POST", "/withdraw", WITHDRAWAL, OTHER_PUBLISHER),
    ("POST", "/results", RESULTS, OTHER_PUBLISHER),
]
# Who of the same department lacks the role.
WRONG_ROLES = [
    ("PUT", "/draft", draft({"title": "改"}), PUBLISHER),
    ("POST", "/submit", None, REVIEWERS[0]),
    ("POST", "/recall", None, REVIEWERS[0]),
    ("POST", "/revise", None, PUBLISHER),
    ("POST", "/reviews", REVIEW, EDITOR),
    ("POST", "/publish", None, EDITOR),
    ("POST", "/publish", None, REVIEWERS[0]),
    ("POST", "/withdraw", WITHDRAWAL, EDITOR),
    ("POST", "/results", RESULTS, EDITOR),
]


async def ask(office: Office, who: Principal, method: str, path: str, body: object) -> int:
    async with office.api(who) as client:
        return (await client.request(method, path, json=body)).status_code


async def test_another_department_finds_nothing(office: Office) -> None:
    policy_id = await office.published()
    answers = {
        (method, path): await ask(office, other, method, f"/policies/{policy_id}{path}", body)
        for method, path, body, other in ROUTES
    }
    assert set(answers.values()) == {404}, answers


async def test_a_role_that_may_not_is_refused(office: Office) -> None:
    policy_id = await office.create()
    answers = {
        (method, path, who.subject): await ask(office, who, method, f"/policies/{policy_id}{path}", body)
        for method, path, body, who in WRONG_ROLES
    }
    assert set(answers.values()) == {403}, answers


async def test_an_enterprise_is_refused(office: Office) -> None:
    answers = {
        (method, path): await ask(office, MEMBER, method, f"/policies/{uuid4()}{path}", body)
        for method, path, body, _ in ROUTES
    }
    assert set(answers.values()) == {403}, answers


async def test_an_operator_reads_everything_and_changes_nothing(office: Office) -> None:
    policy_id = await office.published()
    answers = {
        (method, path): await ask(office, OPERATOR, method, f"/policies/{policy_id}{path}", body)
        for method, path, body, _ in ROUTES
    }
    assert answers == {(method, path): 200 if method == "GET" else 403 for method, path, _, _ in ROUTES}


async def test_a_list_has_only_the_departments_own(office: Office) -> None:
    await office.create()
    assert len((await office.get(EDITOR, "/policies")).json()["items"]) == 1
    assert (await office.get(OTHER_EDITOR, "/policies")).json()["items"] == []
    assert len((await office.get(OPERATOR, "/policies")).json()["items"]) == 1


async def test_nobody_drafts_for_another_department(office: Office) -> None:
    issuer = {"code": "SW", "name": "普陀区商务委员会"}
    answer = await office.post(EDITOR, "/policies", draft(benefit_content(issuer=issuer)))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/issuer"


async def test_finalising_another_departments_results_finds_nothing(office: Office) -> None:
    policy_id = await office.published()
    made = (await office.post(PUBLISHER, f"/policies/{policy_id}/results", RESULTS)).json()
    path = f"/results/{made['announcement_id']}/finalise"
    assert (await office.post(OTHER_PUBLISHER, path)).status_code == 404
    assert (await office.post(EDITOR, path)).status_code == 403


async def test_progress_for_another_departments_policy_is_refused(office: Office) -> None:
    policy_id = await office.published()
    item = {
        "application_id": "A1",
        "policy_id": policy_id,
        "credit_code": "91310107MA1G00001X",
        "state": "received",
        "occurred_at": "2026-11-20T09:00:00+08:00",
    }
    answer = await office.post(OTHER_EDITOR, "/applications/progress", {"items": [item]})
    assert (answer.json()["accepted"], answer.json()["refused"]) == (0, 1)
    assert (await office.post(MEMBER, "/applications/progress", {"items": []})).status_code == 403


async def test_pages_of_another_department_are_not_found(office: Office) -> None:
    policy_id = await office.published()
    async with office.browser(OTHER_EDITOR) as browser:
        answers = {
            path: (await browser.get(f"/publish/policies/{policy_id}{path}")).status_code
            for path in ("", "/edit", "/review", "/receipt")
        }
    assert set(answers.values()) == {404}, answers


async def test_forms_of_another_department_change_nothing(office: Office) -> None:
    policy_id = await office.create()
    before = (await office.get(EDITOR, f"/policies/{policy_id}")).json()
    async with office.browser(OTHER_EDITOR) as browser:
        for path in ("submit", "recall", "revise", "edit"):
            await browser.post(f"/publish/policies/{policy_id}/{path}", data={"version": "1"})
    assert (await office.get(EDITOR, f"/policies/{policy_id}")).json() == before
