"""Claims into principals, and what roles allow."""

from typing import Any

import pytest
from starlette.requests import Request

from shared.identity import Forbidden, NotSignedIn, Principal, Role, require

MEMBER = Principal("m", "经办人", frozenset({Role.ENTERPRISE_MEMBER}), credit_code="91310107MA1G00001X")


def _request(principal: Principal | None) -> Request:
    request = Request({"type": "http"})
    request.state.principal = principal
    return request


def test_claims_and_principal_are_two_forms_of_one_thing() -> None:
    assert Principal.from_claims(MEMBER.to_claims()) == MEMBER


def test_roles_of_other_systems_are_left_out() -> None:
    claims = {"sub": "x", "roles": ["operator", "admin", 7, None]}
    assert Principal.from_claims(claims).roles == {Role.OPERATOR}


@pytest.mark.parametrize(
    "claims",
    [{}, {"sub": ""}, {"sub": 1}, {"sub": "x", "roles": "operator"}, {"sub": "x", "department": ["KW"]}],
)
def test_nonsense_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="claim"):
        Principal.from_claims(claims)


async def test_one_of_the_roles_is_enough() -> None:
    assert await require(Role.OPERATOR, Role.ENTERPRISE_MEMBER)(_request(MEMBER)) == MEMBER


async def test_no_role_named_means_anybody_signed_in() -> None:
    assert await require()(_request(MEMBER)) == MEMBER


async def test_a_visitor_is_asked_to_sign_in() -> None:
    with pytest.raises(NotSignedIn):
        await require()(_request(None))


async def test_another_role_is_forbidden() -> None:
    with pytest.raises(Forbidden):
        await require(Role.OPERATOR)(_request(MEMBER))


@pytest.mark.parametrize("role", [Role.ENTERPRISE_MEMBER, Role.ASSOCIATION_MEMBER, Role.DEPARTMENT_EDITOR])
async def test_a_role_that_is_held_to_nothing_lets_nobody_in(role: Role) -> None:
    with pytest.raises(Forbidden):
        await require(role)(_request(Principal("x", roles=frozenset({role}))))
