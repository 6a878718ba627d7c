"""Nobody sees or changes what is another's (invariant 11): every route of the site, tried by everybody."""

import json
from typing import Any, Final

import httpx
import pytest

from tests.e2e.access_people import PEOPLE
from tests.e2e.access_rules import RULES, SITE
from tests.e2e.household import (
    MINE,
    NOTHING,
    SECRET_DRAFT,
    SECRET_MAIL,
    SECRET_NAME,
    THEIRS,
    WHO,
    Household,
    draft_body,
    objection,
    progress,
    results,
)
from tests.support.routes import routes_of

pytestmark = pytest.mark.timeout(300)

READ: Final = sorted(path for method, path in SITE if method == "GET")
CHANGED: Final = sorted(route for route in SITE if route[0] != "GET")
# Who may see what is secret, wherever it stands.
SECRETS: Final = {
    SECRET_DRAFT: {"editor", "reviewer", "publisher", "operator"},
    SECRET_NAME: {"me", "operator"},
    SECRET_MAIL: {"me", "operator"},
    MINE: {"me", "operator"},
}


def body_of(path: str, household: Household) -> dict[str, Any]:
    """What an honest caller would send, so that nothing but the rule refuses it."""
    gone = {"kind": "repealed", "reason": "理由"}
    bodies: dict[str, Any] = {
        "draft": draft_body(),
        "policies": draft_body(),
        "reviews": {"step": "first", "decision": "approve", "proofread": True},
        "remarks": {"place": "正文", "said": "请核对。"},
        "settle": {},
        "disclosure": {"disclosure": "active"},
        "publish-urgently": {"reason": "紧急。"},
        "withdraw": gone,
        "results": results(),
        "drafts": results(),
        "suspend": {"credit_code": THEIRS},
        "remove": {"credit_code": THEIRS},
        "redact": {"credit_code": THEIRS},
        "takedown": {"reason": "理由"},
        "objections": objection(),
        "decisions": {"objection_id": NOTHING, "state": "upheld", "reason": "理由"},
        "progress": progress(household.live),
        "{credit_code}": {"name": "改名", "facts": {}},
        "endpoints": [{"kind": "email", "address": "they@example.com"}],
        "confirmation": {"code": "000000"},
        "delivery-reports": [],
        "preferences": {"muted": []},
        "follows": {"kind": "theme", "target": "technology"},
        "mutes": {"kind": "theme", "target": "technology"},
        "consent": {"opening": True, "clicks": True},
        "members": {"credit_codes": [THEIRS]},
        "schedule": {"publish_at": "2099-01-01T00:00:00Z"},
        "{department}": {"may": "read"},
        "opinions": {"stance": "comment", "text": "核对"},
        "validate": {"all": []},
        "replay": {"topic": "none", "key": "none", "since": "2026-01-01T00:00:00Z"},
    }
    last = path.rpartition("/")[2]
    if path.startswith("/api/"):
        return (
            {"files": {"file": ("a.txt", b"x")}}
            if last in {"import", "imports"}
            else {"json": bodies.get(last, {})}
        )
    return {
        "data": gone
        | {
            "step": "first",
            "decision": "approve",
            "proofread": "on",
            "place": "正文",
            "said": "核对",
            "title": "t",
            "name": "改名",
            "kind": "email",
        }
    }


def refused(answer: httpx.Response) -> bool:
    """An API says no; a page asks who is there, where it does not know."""
    to_sign_in = answer.headers.get("location", "").startswith("/auth/login")
    return answer.status_code in {401, 403, 404} or (answer.status_code == 303 and to_sign_in)


def leaks(answer: httpx.Response, who: str) -> list[str]:
    """Secrets in an answer that this person may not know. An address that was asked for is not told."""
    said = answer.text.replace(str(answer.request.url.path), "")
    return [secret for secret, known in SECRETS.items() if secret in said and who not in known]


@pytest.mark.parametrize("name", RULES)
def test_every_route_has_a_rule(household: Household, name: str) -> None:
    there, ruled = set(routes_of(household.house.apps[name])), set(RULES[name])
    assert there - ruled == set(), "say in access_rules.py who may use these"
    assert ruled - there == set(), "these are gone"


@pytest.mark.parametrize("path", READ)
async def test_reading(household: Household, path: str) -> None:
    for who in PEOPLE:
        answer = await household.house.ask(WHO[who], "GET", household.path(path))
        allowed = who in SITE["GET", path]
        assert refused(answer) != allowed or (allowed and _may_be_missing(path)), (
            f"{who}: {answer.status_code}"
        )
        assert leaks(answer, who) == [], who


def _may_be_missing(path: str) -> bool:
    """A draft has no revision, application or import, nobody knows a calendar's address, few have English."""
    return path == "/auth/callback" or path.endswith(
        (
            "/revisions/{number}",
            "/applications/history",
            "/applications/one",
            "/imports/{import_id}",
            "/refused.xlsx",
            "/en/policies/{policy_id}",
            "/gov/gazette/{name}",
            "/results/{announcement_id}/edit",
            "/files/{policy_id}/{sha256}",
            "/calendar.ics",
        )
    )


@pytest.mark.parametrize("route", CHANGED, ids=" ".join)
async def test_changing(household: Household, route: tuple[str, str]) -> None:
    method, path = route
    before = await household.house.state()
    for who in PEOPLE:
        if who not in SITE[route]:
            answer = await household.house.ask(
                WHO[who], method, household.path(path), **body_of(path, household)
            )
            assert refused(answer), f"{who}: {answer.status_code} {answer.text[:300]}"
            assert leaks(answer, who) == [], who
    assert await household.house.state() == before


async def test_progress_of_anothers_policy_is_refused_item_by_item(household: Household) -> None:
    before = await household.house.state()
    items = progress(household.live)
    items["items"][0] |= {"state": "accepted"}
    answer = await household.house.ask(
        WHO["other"], "POST", "/api/publisher/v1/applications/progress", json=items
    )
    assert (answer.json()["accepted"], answer.json()["refused"]) == (0, 1)
    assert leaks(answer, "other") == []
    assert await household.house.state() == before


async def test_nobody_removes_anothers_endpoint(household: Household) -> None:
    before = await household.house.state()
    await household.house.ask(
        WHO["they"], "POST", household.path("/my/preferences/endpoints/{endpoint_id}/remove")
    )
    assert await household.house.state() == before


@pytest.mark.parametrize("route", CHANGED, ids=" ".join)
async def test_a_session_alone_changes_nothing(household: Household, route: tuple[str, str]) -> None:
    """A form that does not come from our own page, though the browser brings the cookie of one who may."""
    method, path = route
    if path.startswith("/id/"):
        pytest.skip("the issuer has no session")
    before = await household.house.state()
    who = WHO[next(one for one in PEOPLE if one != "nobody" and one in SITE[route])]
    house = household.house
    for forged in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": "x"},
    ):
        headers = house.browser(who, csrf="X-CSRF-Token" not in forged) | forged
        answer = await house.http.request(
            method, household.path(path), headers=headers, **body_of(path, household)
        )
        assert answer.status_code == 403, f"{forged}: {answer.status_code}"
    answer = await house.http.request(method, household.path(path), headers=house.browser(who, csrf=False))
    assert answer.status_code == 403
    assert await house.state() == before


async def test_a_token_of_somebody_else_is_nobodys(household: Household) -> None:
    house = household.house
    good = house.bearer(WHO["operator"])["Authorization"]
    for bad in ("Bearer", "Bearer x.y.z", f"{good[:-8]}AAAAAAAA", f"Bearer {json.dumps({'sub': 'x'})}"):
        for path in READ:
            if path.startswith("/api/"):
                answer = await house.http.get(household.path(path), headers={"Authorization": bad})
                assert answer.status_code == 401, f"{path}: {answer.status_code}"
