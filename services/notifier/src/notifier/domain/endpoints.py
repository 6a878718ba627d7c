"""Endpoints as an enterprise enters them: what is accepted, and why not."""

import re
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from notifier.domain.read import Endpoint
from notifier.domain.robots import read_robot
from shared.events import EndpointKind
from shared.outgoing.addresses import why_bad_url

MOST_ENDPOINTS: Final = 10
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 (what every secret begins with)
_PHONE: Final = re.compile(r"1[3-9]\d{9}")
_MAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An endpoint that somebody asks for. Without a `secret` a webhook keeps its own, or gets one."""

    kind: EndpointKind
    address: str
    secret: str | None = None


def normal(wanted: Wanted) -> Wanted:
    """Return the endpoint with its address as it is kept: a telephone number without prefix and blanks."""
    address = wanted.address.strip()
    if wanted.kind is EndpointKind.SMS:
        address = re.sub(r"[\s-]", "", address).removeprefix("+86").removeprefix("0086")
    return replace(wanted, address=address)


class BadEndpoint(ValueError):  # noqa: N818 (reads as a sentence where it is raised)
    """An endpoint that is not accepted: the place in the list, the field, and a sentence in Chinese."""

    def __init__(self, index: int, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.index = index
        self.field = field


def check_endpoints(wanted: Sequence[Wanted], *, allow_private: bool) -> None:
    """Raise `BadEndpoint` for the first that is not accepted."""
    if len(wanted) > MOST_ENDPOINTS:
        raise BadEndpoint(MOST_ENDPOINTS, "address", f"最多设置 {MOST_ENDPOINTS} 个接收方式。")
    seen: set[tuple[EndpointKind, str]] = set()
    for index, one in enumerate(wanted):
        if sentence := _why_not(one, allow_private=allow_private):
            raise BadEndpoint(index, "address", sentence)
        if (one.kind, one.address) in seen:
            raise BadEndpoint(index, "address", "这个地址已经有了。")
        if one.secret is not None and not is_secret(one.secret):
            raise BadEndpoint(index, "secret", "密钥须为 whsec_ 加上 24 至 64 字节的 Base64。")
        seen.add((one.kind, one.address))


def check_room(live: Collection[Endpoint], added: Endpoint) -> None:
    """Raise `BadEndpoint` where one cannot be added to the enterprise's and one's own that are there."""
    for one in live:
        if (one.kind, one.address) != (added.kind, added.address):
            continue
        if one.subject == added.subject:
            raise BadEndpoint(0, "address", "这个地址已经有了。")
        whose = "仅您自己的" if one.subject else "贵单位的"
        raise BadEndpoint(0, "address", f"这个地址已经是{whose}接收方式，再加会收到两次。")
    if sum(one.subject == added.subject for one in live) >= MOST_ENDPOINTS:
        raise BadEndpoint(0, "address", f"最多设置 {MOST_ENDPOINTS} 个接收方式。")


def _why_not(one: Wanted, *, allow_private: bool) -> str | None:
    match one.kind:
        case EndpointKind.EMAIL:
            ok = len(one.address) <= 254 and _MAIL.fullmatch(one.address)
            return None if ok else "请输入完整的邮箱地址，例如 name@example.com。"
        case EndpointKind.WEBHOOK:
            return why_bad_url(one.address, allow_private=allow_private)
        case EndpointKind.SMS:
            return None if _PHONE.fullmatch(one.address) else "请输入 11 位手机号码。"
        case EndpointKind.ROBOT:
            known = read_robot(one.address)
            return None if known else "请粘贴企业微信、钉钉或飞书群机器人的 Webhook 地址。"
        case _:
            return "站内信始终接收，不用设置；可设置的是邮箱、短信、群机器人和 Webhook。"


def is_secret(secret: str) -> bool:
    """Tell whether this is a signing secret as Standard Webhooks describe it."""
    try:
        key = b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (NotBase64, ValueError):
        return False
    return secret.startswith(SECRET_PREFIX) and 24 <= len(key) <= 64


def new_secret() -> str:
    """Return a fresh signing secret of 24 random bytes."""
    return SECRET_PREFIX + b64encode(secrets.token_bytes(24)).decode()
