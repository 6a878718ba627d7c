"""Every address that a webhook must not be sent to, and some that it may."""

import pytest

from shared.outgoing.addresses import why_bad_url, why_refused

REFUSED = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1", "169.254.0.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "100.127.255.255",
    "168.63.129.16", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
    "2002:808:808::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "5f00::1", "no address", "",
]  # fmt: skip

PUBLIC = ["1.1.1.1", "8.8.8.8", "101.226.4.6", "2606:4700:4700::1111", "240e:0:1::5"]


@pytest.mark.parametrize("address", REFUSED)
def test_refused(address: str) -> None:
    assert why_refused(address) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert why_refused(address) is None


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "ftp://example.com/", "https://", "https:///path", "http://example.com/hook",
        "https://user:secret@example.com/", "https://example.com:99999/", "https://example.com:0/",
        "https://127.0.0.1/", "https://[::1]/", "https://[fe80::1]/", "https://169.254.169.254/latest",
        "https://exa mple.com/", "https://example.com/\n", "javascript:alert(1)", "https://[::1",
        "https://" + "a" * 500,
    ],
)  # fmt: skip
def test_bad_urls(url: str) -> None:
    assert why_bad_url(url) is not None


@pytest.mark.parametrize(
    "url", ["https://example.com/hook", "https://example.com:8443/a?b=c", "https://1.1.1.1/"]
)
def test_good_urls(url: str) -> None:
    assert why_bad_url(url) is None


def test_development_may_use_this_machine() -> None:
    assert why_bad_url("http://127.0.0.1:9000/hook", allow_private=True) is None
