"""Group robots: what people copy from WeCom, DingTalk or Feishu, and what is kept of it.

The address that is shown says which service, with the end of the token; the token itself is a secret.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

SERVICES: Final = {"wecombot": "企业微信群机器人", "dingtalk": "钉钉群机器人", "feishu": "飞书群机器人"}
# The longest text that each takes.
MOST_BYTES: Final = {"wecombot": 2048, "dingtalk": 20_000, "feishu": 19_000}

# Only these services, and of their addresses only the token: nothing else of what was typed is ever used.
_COPIED: Final = tuple(
    (schema, re.compile(pattern))
    for schema, pattern in (
        ("wecombot", r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([A-Za-z0-9_-]{10,100})"),
        ("dingtalk", r"https://oapi\.dingtalk\.com/robot/send\?access_token=([A-Za-z0-9]{10,100})"),
        ("feishu", r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([A-Za-z0-9-]{10,100})"),
    )
)
_URL: Final = re.compile(r"(wecombot|dingtalk|feishu)://([A-Za-z0-9_-]{10,100})")
_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Robot:
    """A group's robot: its service and the token that lets anybody write to the group."""

    schema: str
    token: str

    @property
    def url(self) -> str:
        """The address as Apprise takes it."""
        return f"{self.schema}://{self.token}"

    @property
    def shown(self) -> str:
        """What is shown and tells two robots apart, without the token."""
        mark = sha256(self.url.encode()).hexdigest()[:8]
        return f"{self.schema}://…{self.token[-_SHOWN:]}#{mark}"


def read_robot(address: str) -> Robot | None:
    """Return the robot behind an address as its service shows it; None where it is none of these."""
    for schema, pattern in _COPIED:
        if found := pattern.fullmatch(address):
            return Robot(schema, found[1])
    found = _URL.fullmatch(address)
    return Robot(found[1], found[2]) if found else None
