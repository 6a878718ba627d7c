"""What is read of the matcher's events is what their contract says."""

import json
from datetime import date
from uuid import uuid4

import pytest

from notifier.domain import changes
from shared.events import DecidingCriterion, Department, MatchChange, MatchesChanged, PolicyBrief, Verdict

SEEN = ("310107", 30_000_000, 1.5, None, ["A", "B"], '引号"与\\反斜线\n')
BRIEF = PolicyBrief(
    title="细则", document_number="1 号", issuer=Department(code="KW", name="科委"), theme="technology"
)


def event(**given: object) -> MatchesChanged:
    reasons = tuple(
        DecidingCriterion(pointer=f"/all/{n}", label="条件", fact="revenue" if n else None, value_seen=seen)
        for n, seen in enumerate(SEEN)
    )
    change = MatchChange(
        credit_code="91310107MA00000001",
        enterprise_name="芷兰\t科技",
        revision=3,
        profile_revision=2,
        verdict=Verdict.UNDETERMINED,
        previous=Verdict.ELIGIBLE,
        reasons=reasons,
        missing=("employees",),
        manual_review=True,
    ).model_copy(update=given)
    return MatchesChanged(
        policy_id=uuid4(), policy_revision=2, shard=3, as_of=date(2026, 9, 1), policy=BRIEF, changes=(change,)
    )


def test_reads_what_the_contract_writes() -> None:
    sent = event()
    read = changes.MatchesChanged.model_validate_json(sent.model_dump_json())
    whole = set(MatchesChanged.model_fields) - {"changes"}
    assert {name: getattr(read, name) for name in whole} == {name: getattr(sent, name) for name in whole}
    assert (read.event_type, read.key, read.subject_revision) == (sent.event_type, sent.key, 2)
    (told,), (change,) = read.told, sent.changes
    for name in set(MatchChange.model_fields) - {"previous", "reasons"}:
        assert getattr(told, name) == getattr(change, name)


def test_says_what_the_models_would_say() -> None:
    sent = event()
    (told,) = changes.MatchesChanged.model_validate_json(sent.model_dump_json()).told
    (change,) = sent.changes
    assert json.loads(told.details()) == {
        "enterprise_name": change.enterprise_name,
        "verdict": "undetermined",
        "reasons": [reason.model_dump(exclude={"pointer"}) for reason in change.reasons],
        "missing": ["employees"],
        "manual_review": True,
    }


def test_says_no_more_reasons_than_fit() -> None:
    sent = event(reasons=event().changes[0].reasons * 3)
    (told,) = changes.MatchesChanged.model_validate_json(sent.model_dump_json()).told
    assert len(json.loads(told.details())["reasons"]) == changes.MOST_REASONS


def test_leaves_out_what_an_older_producer_did_not_write() -> None:
    data = json.loads(event().model_dump_json(exclude_defaults=True))
    data["changes"] = [
        {"credit_code": "1", "enterprise_name": "2", "revision": 1, "profile_revision": 1,
         "verdict": "eligible", "reasons": [{"pointer": "/", "label": "条件"}], "new": {}}
    ]  # fmt: skip
    (told,) = changes.MatchesChanged.model_validate_json(json.dumps(data)).told
    assert json.loads(told.details())["reasons"] == [
        {"label": "条件", "clause": "", "fact": None, "value_seen": None}
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"changes": []},
        {"policy_id": "none"},
        {"policy_revision": 0},
        {"policy": {"title": "细则"}},
        {"changes": [{"credit_code": "1"}]},
        {"as_of": "someday"},
    ],
)
def test_refuses_what_breaks_the_contract(broken: dict[str, object]) -> None:
    data = json.loads(event().model_dump_json()) | broken
    with pytest.raises(ValueError, match=r"."):
        changes.MatchesChanged.model_validate_json(json.dumps(data))
    with pytest.raises(ValueError, match=r"."):
        MatchesChanged.model_validate_json(json.dumps(data))


def test_refuses_what_is_no_json() -> None:
    for wrong in (b"", b"{", b"\xff", b"[]"):
        with pytest.raises(ValueError, match=r"."):
            changes.MatchesChanged.model_validate_json(wrong)
