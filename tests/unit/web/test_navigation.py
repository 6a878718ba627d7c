"""Who sees which links, and which is marked."""

import pytest

from shared.identity import Principal, Role
from shared.web.navigation import navigation

MEMBER = Principal("m", roles=frozenset({Role.ENTERPRISE_MEMBER}), credit_code="91310107MA1G00001X")
EDITOR = Principal("e", roles=frozenset({Role.DEPARTMENT_EDITOR}), department="KW")
CHAMBER = Principal("c", roles=frozenset({Role.ASSOCIATION_MEMBER}), credit_code="51310107MA1G0AAA08")
OPERATOR = Principal("o", roles=frozenset({Role.OPERATOR}))


@pytest.mark.parametrize(
    ("principal", "own"),
    [
        (None, []),
        (MEMBER, ["我的惠企"]),
        (CHAMBER, ["会员服务"]),
        (EDITOR, ["发布工作台"]),
        (OPERATOR, ["运行状况"]),
    ],
)
def test_each_audience_sees_its_own_section(principal: Principal | None, own: list[str]) -> None:
    labels = [link.label for link in navigation("/", principal).main]
    assert labels == ["首页", "政务频道", "营商频道", *own]


def test_the_longest_address_is_marked() -> None:
    section = navigation("/my/inbox/3", MEMBER).section
    assert [link.label for link in section if link.current] == ["站内信"]


def test_the_front_page_is_marked_only_on_itself() -> None:
    assert [link.label for link in navigation("/gov/policies/1", None).main if link.current] == ["政务频道"]


def test_a_stranger_sees_no_section() -> None:
    assert navigation("/my/", None).section == ()
