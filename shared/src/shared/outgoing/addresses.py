"""Which addresses may be asked: public ones only, whatever they are dressed up as."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

# What Python's `is_global` lets through, with the reason. Sources: RFC 6890, RFC 3056, RFC 6052, RFC 7526.
_REFUSED: Final = (
    (ip_network("192.88.99.0/24"), "a 6to4 relay"),
    (ip_network("192.0.0.0/24"), "an IETF protocol address"),
    (ip_network("168.63.129.16/32"), "a cloud provider's metadata service"),
    (ip_network("2002::/16"), "a 6to4 address"),
    (ip_network("2001::/32"), "a Teredo address"),
    (ip_network("64:ff9b::/96"), "a NAT64 address"),
    (ip_network("64:ff9b:1::/48"), "a local NAT64 address"),
    (ip_network("::ffff:0:0/96"), "an IPv4-mapped address"),
)
_UNICAST: Final = ip_network("2000::/3")


def why_refused(address: str) -> str | None:
    """Return why nothing goes to this IP address, or None where it is public."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return "no IP address"
    for network, reason in _REFUSED:
        if ip.version == network.version and ip in network:
            return reason
    return _why_not_global(ip)


def _why_not_global(ip: IPv4Address | IPv6Address) -> str | None:
    if ip.is_loopback or ip.is_unspecified:
        return "this machine itself"
    if ip.is_link_local:
        return "a link-local or metadata address"
    if ip.is_multicast or ip.is_reserved:
        return "a multicast or reserved address"
    if not ip.is_global:
        return "a private address"
    if isinstance(ip, IPv6Address) and ip not in _UNICAST:
        return "no global unicast address"
    return None


def why_bad_url(url: str, *, allow_private: bool = False) -> str | None:
    """Return in a Chinese sentence why this cannot be such an address, or None where it can.

    Says nothing of what a host name resolves to, which is checked at each delivery.
    """
    if len(url) > 500 or any(sign <= " " for sign in url):
        return "网址不能超过 500 个字符，也不能含有空格。"
    try:
        parts = urlsplit(url)
        complete = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        complete = False
    if not complete:
        return "这不是一个完整的网址，请写成 https://主机名/路径。"
    if parts.username or parts.password:
        return "网址里不能带用户名或密码。"
    return None if allow_private else _why_not_public(parts)


def _why_not_public(parts: SplitResult) -> str | None:
    if parts.scheme != "https":
        return "网址必须以 https:// 开头。"
    host = parts.hostname or ""
    if _is_literal(host) and (reason := why_refused(host)):
        return f"不能发往这个地址：它不是公网地址（{reason}）。"
    return None


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
