"""Who follows what was published, and who muted it."""

from uuid import UUID

import pytest

from notifier.domain.interests import BadInterest, Interest, Subject, interest
from notifier.domain.people import Member
from notifier.handlers.people_ports import People
from tests.integration.notifier.desk import Desk, code

ONE, TWO, CHAMBER = code(1), code(2), code(9)
POLICY = UUID("7d0c2f6e-5a0d-4c43-9d3c-3f6e35b9a001")
PUBLISHED = Subject(POLICY, "technology", ("KW", "CZ"), "关于研发费用补助的通知 2026年度 R&D")


async def told(desk: Desk, *wanted: tuple[str, Interest]) -> dict[str, str]:
    async with desk.database.transaction() as session:
        people = desk.tools.store(session).people
        for credit_code, one in wanted:
            await people.interests.follow(credit_code, one, desk.clock.now())
        return await people.interests.followers(PUBLISHED)


async def mutes(people: People, desk: Desk, credit_code: str, one: Interest) -> None:
    await people.interests.mute(credit_code, one, desk.clock.now())


@pytest.mark.parametrize(
    ("kind", "target"),
    [("theme", "technology"), ("department", "CZ"), ("policy", str(POLICY)), ("search", " 研发  r&d ")],
)
async def test_what_is_followed_is_found(desk: Desk, kind: str, target: str) -> None:
    assert set(await told(desk, (ONE, interest(kind, target)))) == {ONE}


@pytest.mark.parametrize("words", ["研发补贴", "研发 资助", "Ｒ&Ｄ 补助金"])
async def test_other_words_for_the_same_are_found(desk: Desk, words: str) -> None:
    assert set(await told(desk, (ONE, interest("search", words)))) == {ONE}


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("search", "&&"),
        ("search", "贷款贴息"),
        ("theme", "finance"),
        ("department", "SW"),
        ("policy", "7d0c2f6e-5a0d-4c43-9d3c-3f6e35b9a002"),
        ("search", "研发 贷款"),
    ],
)
async def test_what_is_not_followed_is_not_found(desk: Desk, kind: str, target: str) -> None:
    assert await told(desk, (ONE, interest(kind, target))) == {}


async def test_who_muted_it_is_left_out(desk: Desk) -> None:
    async with desk.database.transaction() as session:
        await mutes(desk.tools.store(session).people, desk, ONE, interest("department", "KW"))
    theme = interest("theme", "technology")

    assert set(await told(desk, (ONE, theme), (TWO, theme))) == {TWO}


async def test_muting_is_told_of_many_at_once(desk: Desk) -> None:
    async with desk.database.transaction() as session:
        people = desk.tools.store(session).people
        await mutes(people, desk, ONE, interest("policy", str(POLICY)))

        assert await people.interests.muting(PUBLISHED, [ONE, TWO]) == {ONE}


async def test_an_association_follows_for_those_who_agreed(desk: Desk) -> None:
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        people = desk.tools.store(session).people
        await people.associations.ask(Member(CHAMBER, "c", "普陀区商会"), [ONE, TWO], now)
        await people.associations.agree(CHAMBER, ONE, "me", now)
    theme = interest("theme", "technology", for_members=True)

    assert await told(desk, (CHAMBER, theme)) == {ONE: "科技创新（普陀区商会代为关注）"}


@pytest.mark.parametrize(
    ("kind", "target"),
    [("theme", "nonsense"), ("policy", "1"), ("search", " "), ("search", "字" * 101), ("person", "x")],
)
def test_what_does_not_exist_cannot_be_followed(kind: str, target: str) -> None:
    with pytest.raises(BadInterest):
        interest(kind, target)
