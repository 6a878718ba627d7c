"""Where a sign-in may lead: pages of this site."""

import pytest

from shared.identity.sign_in import challenge_of, safe_next


@pytest.mark.parametrize("target", ["/", "/my/", "/my/matches/3?a=b&c=//x", "/search?q=研发"])
def test_a_page_of_this_site_is_kept(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/a\\..\\evil",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/\t/evil.example",
        "/my/\r\nSet-Cookie: a=b",
        " //evil.example",
        "/auth/logout",
        "/" + "a" * 2000,
    ],
)
def test_anything_else_becomes_the_front_page(target: str) -> None:
    assert safe_next(target) == "/"


def test_the_challenge_is_that_of_rfc_7636_appendix_b() -> None:
    assert (
        challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
