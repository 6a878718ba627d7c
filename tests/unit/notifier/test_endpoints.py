"""What an enterprise may enter as an endpoint."""

import pytest

from notifier.domain.endpoints import BadEndpoint, Wanted, check_endpoints, is_secret, new_secret
from shared.events import EndpointKind

EMAIL, WEBHOOK = EndpointKind.EMAIL, EndpointKind.WEBHOOK


@pytest.mark.parametrize("address", ["a@example.com", "first.last+tag@sub.example.com.cn"])
def test_good_mail_addresses(address: str) -> None:
    check_endpoints([Wanted(EMAIL, address)], allow_private=False)


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@example.com", "a@localhost", "a b@example.com", "a@example.com\nBcc: b@example.com",
     "A <a@example.com>", "a@example.com,b@example.com", "a@" + "x" * 260 + ".com"],
)  # fmt: skip
def test_bad_mail_addresses(address: str) -> None:
    with pytest.raises(BadEndpoint) as refused:
        check_endpoints([Wanted(EMAIL, address)], allow_private=False)

    assert refused.value.field == "address"


def test_the_place_of_the_bad_one_is_named() -> None:
    wanted = [Wanted(EMAIL, "a@example.com"), Wanted(WEBHOOK, "https://10.0.0.1/")]

    with pytest.raises(BadEndpoint) as refused:
        check_endpoints(wanted, allow_private=False)

    assert refused.value.index == 1


def test_none_twice_and_not_too_many() -> None:
    with pytest.raises(BadEndpoint):
        check_endpoints([Wanted(EMAIL, "a@example.com")] * 2, allow_private=False)
    with pytest.raises(BadEndpoint):
        check_endpoints([Wanted(EMAIL, f"a{n}@example.com") for n in range(11)], allow_private=False)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
)
def test_bad_secrets(secret: str) -> None:
    assert not is_secret(secret)
    with pytest.raises(BadEndpoint):
        check_endpoints([Wanted(WEBHOOK, "https://example.com/", secret)], allow_private=False)


def test_new_secrets_are_good_and_different() -> None:
    assert is_secret(new_secret())
    assert new_secret() != new_secret()
