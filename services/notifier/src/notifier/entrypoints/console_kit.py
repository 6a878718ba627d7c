"""What the console of endpoints and deliveries needs besides `Kit`."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request

from notifier.domain.unsubscribing import Unsubscribing
from notifier.handlers.endpoint_ports import Announcers
from notifier.handlers.ports import Vault
from shared.events import EndpointKind

KINDS: Final = {
    EndpointKind.EMAIL.value: "电子邮件",
    EndpointKind.SMS.value: "短信",
    EndpointKind.ROBOT.value: "群机器人（企业微信、钉钉、飞书）",
    EndpointKind.WEBHOOK.value: "Webhook（系统对接）",
}
OWNERS: Final = {"enterprise": "本单位：成员都能看到和修改", "me": "只有我：别的成员看不到"}
ENDED: Final = {
    "the recipient unsubscribed": "收件人已退订",
    "HTTP 410: the endpoint is gone": "对方以 HTTP 410 应答，表示不再接收",
}
STATES: Final = {
    "queued": ("等待发送", "wait"),
    "held": ("等待汇总", "wait"),
    "bundled": ("已并入汇总", "info"),
    "sent": ("已发出", "info"),
    "delivered": ("已送达", "good"),
    "failed": ("未送达", "bad"),
    "dropped": ("不再需要发送", "over"),
}


@dataclass(frozen=True, slots=True)
class Console:
    """Secrets, the ways to an endpoint, and the addresses that end one."""

    vault: Vault
    announcers: Announcers
    unsubscribing: Unsubscribing


def _console(request: Request) -> Console:
    console: Console = request.app.state.console
    return console


UsingConsole = Annotated[Console, Depends(_console)]
