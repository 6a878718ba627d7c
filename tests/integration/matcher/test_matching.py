"""Both directions of matching, and what is told of them."""

from uuid import uuid4

from shared.events import EnterpriseProfiled, Verdict
from tests.integration.matcher.conftest import NOW, Office, member
from tests.support.matcher import (
    CRITERIA,
    ELSEWHERE,
    FITTING,
    ONE,
    THREE,
    TWO,
    UNCLEAR,
    published,
    withdrawn,
)


async def test_new_policy_meets_everybody(office: Office) -> None:
    for code, facts in ((ONE, FITTING), (TWO, UNCLEAR), (THREE, ELSEWHERE)):
        await office.put(code, facts)
    await office.deliver(published())
    assert sorted(await office.changes()) == sorted([(ONE, "eligible", 1), (TWO, "undetermined", 1)])
    assert await office.breaches() == []


async def test_new_profile_meets_every_policy(office: Office) -> None:
    await office.deliver(published(), published(), published(criteria=None))
    await office.put(ONE, FITTING)
    assert await office.changes() == [(ONE, "eligible", 1)] * 2
    assert await office.breaches() == []


async def test_a_change_tells_what_decided(office: Office) -> None:
    await office.put(TWO, UNCLEAR)
    await office.deliver(published())
    (told,) = (await office.told())[0].changes
    assert told.missing == ("revenue",)
    assert [reason.label for reason in told.reasons] == ["营业收入不低于500万元"]
    await office.put(TWO, {**UNCLEAR, "revenue": 1_000_000})
    (told,) = (await office.told())[1].changes
    assert (told.verdict, told.previous, told.revision) == (Verdict.INELIGIBLE, Verdict.UNDETERMINED, 2)
    assert [(reason.fact, reason.value_seen) for reason in told.reasons] == [("revenue", 1_000_000)]


async def test_first_verdict_ineligible_writes_and_tells_nothing(office: Office) -> None:
    await office.put(THREE, ELSEWHERE)
    await office.deliver(published())
    assert await office.changes() == []
    assert await office.sql("SELECT * FROM match") == []


async def test_revision_without_effect_writes_and_tells_nothing(office: Office) -> None:
    await office.put(ONE, FITTING)
    first = published()
    await office.deliver(first)
    wider = {"all": [*CRITERIA["all"], {"fact": "revenue", "op": "gt", "value": 0}]}
    await office.deliver(published(first.policy_id, 2, wider, title="新题目"))
    assert await office.changes() == [(ONE, "eligible", 1)]
    ((revision, proof),) = await office.sql("SELECT policy_revision, proof FROM match")
    assert (revision, proof["results"]) == (1, "TT")
    assert {row[0] for row in await office.sql("SELECT policy_revision FROM verdict_set")} == {2}
    assert await office.breaches() == []


async def test_what_is_missing_moves_on_while_a_verdict_is_open(office: Office) -> None:
    await office.deliver(
        published(criteria={"any": [CRITERIA, {"fact": "employees", "op": "gte", "value": 9}]})
    )
    await office.put(TWO, UNCLEAR)
    await office.put(TWO, {**UNCLEAR, "employees": 3})
    async with office.api(member(TWO)) as client:
        (match,) = (await client.get(f"/enterprises/{TWO}/matches")).json()["items"]
    assert (match["missing"], match["revision"], match["profile_revision"]) == (["revenue"], 1, 2)
    assert await office.changes() == [(TWO, "undetermined", 1)]
    assert await office.breaches() == []


async def test_revision_that_excludes_and_takes_back(office: Office) -> None:
    await office.put(ONE, FITTING)
    first = published()
    await office.deliver(first)
    strict = {"fact": "revenue", "op": "gte", "value": 7_000_000}
    await office.deliver(published(first.policy_id, 2, strict))
    await office.deliver(published(first.policy_id, 3))
    assert await office.changes() == [(ONE, "eligible", 1), (ONE, "ineligible", 2), (ONE, "eligible", 3)]
    assert await office.breaches() == []


async def test_of_revisions_that_come_together_the_last_counts(office: Office) -> None:
    await office.put(ONE, FITTING)
    first = published()
    strict = {"fact": "revenue", "op": "gte", "value": 7_000_000}
    await office.deliver(first, published(first.policy_id, 2, strict), published(first.policy_id, 3))
    assert await office.changes() == [(ONE, "eligible", 1)]
    assert await office.breaches() == []


async def test_withdrawal_ends_every_match(office: Office) -> None:
    await office.put(ONE, FITTING)
    await office.put(TWO, UNCLEAR)
    policy = published()
    await office.deliver(policy)
    await office.deliver(withdrawn(policy))
    ended = [event for event in await office.told() if event.withdrawn]
    assert {change.credit_code for event in ended for change in event.changes} == {ONE, TWO}
    assert {change.verdict for event in ended for change in event.changes} == {Verdict.INELIGIBLE}
    await office.put(THREE, FITTING)
    assert all(code != THREE for code, _, _ in await office.changes())
    assert await office.breaches() == []


async def test_late_revision_after_withdrawal_changes_nothing(office: Office) -> None:
    await office.put(ONE, FITTING)
    policy = published(revision=3)
    await office.deliver(withdrawn(policy, revision=4))
    await office.deliver(policy)
    assert await office.changes() == []


async def test_policy_that_loses_its_criteria_has_no_matches(office: Office) -> None:
    await office.put(ONE, FITTING)
    policy = published()
    await office.deliver(policy)
    await office.deliver(published(policy.policy_id, 2, None))
    assert await office.changes() == [(ONE, "eligible", 1), (ONE, "ineligible", 2)]
    assert not (await office.told())[-1].withdrawn
    assert await office.breaches() == []


async def test_delivered_again_changes_nothing(office: Office) -> None:
    await office.put(ONE, FITTING)
    policy, event_id = published(), uuid4()
    for _ in range(3):
        await office.deliver(policy, event_id=event_id)
    await office.deliver(policy)
    assert await office.changes() == [(ONE, "eligible", 1)]


async def test_in_one_batch_the_last_profile_counts(office: Office) -> None:
    await office.deliver(published())
    revisions = [UNCLEAR, FITTING, ELSEWHERE, FITTING]
    await office.deliver(
        *(
            EnterpriseProfiled(credit_code=ONE, revision=number, name="某企业", facts=facts, profiled_at=NOW)
            for number, facts in enumerate(revisions, start=1)
        )
    )
    assert await office.changes() == [(ONE, "eligible", 1)]
    assert await office.breaches() == []


async def test_broken_criteria_and_facts_are_dead_and_others_go_on(office: Office) -> None:
    broken = published(criteria={"fact": "profit", "op": "gt", "value": 1})
    await office.deliver(broken, published())
    wrong = EnterpriseProfiled(credit_code=TWO, revision=1, name="甲", facts={"x": 1}, profiled_at=NOW)
    good = EnterpriseProfiled(credit_code=ONE, revision=1, name="乙", facts=FITTING, profiled_at=NOW)
    await office.deliver(wrong, good)
    assert await office.changes() == [(ONE, "eligible", 1)]
    assert len(await office.sql("SELECT 1 FROM dead_letter")) == 2


async def test_events_hold_at_most_500_of_one_shard(office: Office) -> None:
    from huiqi.sample.credit_codes import credit_code
    from shared.messaging.partitioning import SHARDS, shard_of

    codes = [code for code in (credit_code("310107", n) for n in range(4000)) if shard_of(code) == 0][:520]
    await office.deliver(
        *(
            EnterpriseProfiled(credit_code=code, revision=1, name="某企业", facts=FITTING, profiled_at=NOW)
            for code in codes
        )
    )
    await office.deliver(published())
    told = await office.told()
    assert SHARDS > 1
    assert {event.shard for event in told} == {0}
    assert sorted(len(event.changes) for event in told) == [20, 500]
