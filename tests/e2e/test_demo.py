"""The main job end to end, as `huiqi demo` tells of it and as people then find it."""

import pytest

from tests.e2e.conftest import Demo

pytestmark = pytest.mark.timeout(600)


async def test_everything_expected_arrived(demo: Demo) -> None:
    assert demo.summary["wrong"] == []
    assert demo.summary["arrived"]["matches"] == demo.summary["expected"]["matches"] > 1000
    assert demo.summary["arrived"]["messages"] == demo.summary["expected"]["messages"] > 1000
    assert demo.summary["refused_steps"] == 0


async def test_no_invariant_is_broken(demo: Demo) -> None:
    assert demo.summary["audit"]["settled"]
    assert [each for each in demo.summary["audit"]["invariants"] if each["breaches"]] == []
    assert demo.summary["breaches"] == 0


async def test_each_invariant_was_looked_at(demo: Demo) -> None:
    looked_at = {each["number"] for each in demo.summary["audit"]["invariants"] if each["checked"]}
    # 9 counts dead letters, of which there are none; 10 is tried by `audit --replay`.
    assert looked_at >= {1, 2, 3, 4, 5, 6, 7, 8, 11, 12}


async def test_it_published_revised_and_withdrew(demo: Demo) -> None:
    policies = demo.summary["policies"]
    assert policies["published"] >= 16
    assert policies["revised"] + policies["withdrawn"] == 3
    assert demo.summary["enterprises"] == 2000


async def test_every_place_it_names_answers(demo: Demo) -> None:
    for place in demo.summary["places"]:
        path = place["url"].removeprefix(demo.summary["address"])
        account = (
            "" if place["account"] is None else None if place["account"] == "operator" else place["account"]
        )
        answer = await demo.edition.get(path, account)
        assert answer.status_code == 200, f"{path} as {place['account']}: {answer.status_code}"
        assert "惠企" in answer.text


async def test_the_withdrawn_policy_keeps_its_address_and_says_so(demo: Demo) -> None:
    lines = (await demo.edition.get("/api/publisher/v1/policies", "wl.editor")).json()["items"]
    gone = next(line for line in lines if line["state"] == "withdrawn")
    for channel in ("gov", "biz"):
        page = await demo.edition.get(f"/{channel}/policies/{gone['policy_id']}")
        assert page.status_code in {200, 410}
        assert "废止" in page.text


async def test_the_member_reads_why_it_matches(demo: Demo) -> None:
    inbox = (await demo.edition.get("/api/notifier/v1/messages?limit=100", "zhilan")).json()["items"]
    kinds = {message["kind"] for message in inbox}
    assert "new_match" in kinds
    assert any("progress" in kind for kind in kinds)


async def test_a_policys_trace_reaches_every_service(demo: Demo) -> None:
    lines = (await demo.edition.get("/api/publisher/v1/policies", "kw.editor")).json()["items"]
    live = next(line for line in lines if line["state"] == "live" and line["last_revision"] == 2)
    path = f"/api/publisher/v1/policies/{live['policy_id']}"
    trace_id = (await demo.edition.get(path, "kw.editor")).json()["live"]["trace_id"]
    spans = (await demo.edition.get(f"/api/ops/v1/traces/{trace_id}", None)).json()["spans"]
    assert {span["service"] for span in spans} >= {"publisher", "matcher", "notifier", "portal-sync"}


async def test_health_is_one_for_all(demo: Demo) -> None:
    assert (await demo.edition.get("/health/live")).status_code == 200
    ready = await demo.edition.get("/health/ready")
    assert ready.status_code == 200
    assert len(ready.json()["services"]) == 4
