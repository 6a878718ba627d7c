"""The audit's comparisons find what no service can see alone."""

from typing import Any

from huiqi.audit.comparing import everyone_told, nothing_revived, same_revision, same_source
from huiqi.audit.report import Finding, Report

P, Q = "policy-p", "policy-q"


def facts() -> dict[str, dict[str, Any]]:
    """Two policies in order: one live on two channels, one withdrawn."""
    live = {"revision": 2, "content_hash": "h2", "channels": ["government", "business"], "withdrawn": False}
    gone = {"revision": 3, "content_hash": "h1", "channels": ["government"], "withdrawn": True}
    shown = {"revision": 2, "content_hash": "h2", "withdrawn": False}
    return {
        "publisher": {"live": {P: live | {"kind": "benefit"}, Q: gone | {"kind": "benefit"}}},
        "portal": {
            "entries": {
                P: {"government": dict(shown), "business": dict(shown)},
                Q: {"government": {"revision": 3, "content_hash": "h1", "withdrawn": True}},
            }
        },
        "matcher": {"eligible": {P: {"revision": 2, "enterprises": ["A", "B"]}}},
        "notifier": {"told": {P: ["A", "B", "C"]}},
    }


def test_a_system_in_order_has_no_breach() -> None:
    for compare in (same_source, same_revision, everyone_told, nothing_revived):
        assert compare(facts()).breaches == ()


def test_an_entry_that_differs_is_found() -> None:
    wrong = facts()
    wrong["portal"]["entries"][P]["business"]["content_hash"] = "h1"
    assert len(same_source(wrong).breaches) == 1


def test_an_entry_that_is_missing_is_found() -> None:
    wrong = facts()
    del wrong["portal"]["entries"][P]["business"]
    assert len(same_source(wrong).breaches) == 1


def test_an_entry_that_nobody_published_is_found() -> None:
    wrong = facts()
    wrong["portal"]["entries"]["other"] = {}
    assert len(same_source(wrong).breaches) == 1


def test_a_withdrawn_policy_that_still_shows_is_found() -> None:
    wrong = facts()
    wrong["portal"]["entries"][Q]["government"]["withdrawn"] = False
    assert len(same_source(wrong).breaches) == 1


def test_matches_of_an_old_revision_are_found() -> None:
    wrong = facts()
    wrong["matcher"]["eligible"][P]["revision"] = 1
    assert len(same_revision(wrong).breaches) == 1


def test_matches_of_a_withdrawn_policy_are_found() -> None:
    wrong = facts()
    wrong["matcher"]["eligible"][Q] = {"revision": 2, "enterprises": ["A"]}
    assert len(nothing_revived(wrong).breaches) == 1


def test_an_enterprise_that_was_not_told_is_found() -> None:
    wrong = facts()
    wrong["notifier"]["told"][P] = ["A"]
    assert len(everyone_told(wrong).breaches) == 1


def test_an_enterprise_that_was_told_twice_is_found() -> None:
    wrong = facts()
    wrong["notifier"]["told"][P] = ["A", "A", "B"]
    assert len(everyone_told(wrong).breaches) == 1


def test_a_report_counts_breaches_by_invariant() -> None:
    report = Report(
        [Finding(4, "audit", "same", 7, ("one", "two")), Finding(6, "audit", "told", 3)], settled=True
    )
    assert report.breaches == 2
    assert not report.clean
    by_number = {each["number"]: each for each in report.as_json()["invariants"]}
    assert len(by_number) == 12
    assert (by_number[4]["breaches"], by_number[6]["checked"]) == (2, 3)
    assert "4. Same source: BREACH" in report.as_text()


def test_what_still_moves_is_not_clean() -> None:
    assert not Report([], settled=False, waiting=["matcher is behind"]).clean
