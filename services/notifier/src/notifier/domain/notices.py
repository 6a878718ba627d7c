"""Words to an endpoint that are about the endpoint itself: to verify it, or to try it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from notifier.domain.letter import Action, Letter, Paragraph

VALID: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Notice:
    """One such word. `code` is what shows that it arrived; None where nothing is to be shown."""

    id: UUID
    letter: Letter
    code: str | None = None

    @property
    def type(self) -> str:
        """Its type as webhooks see it."""
        return "endpoint.test" if self.code is None else "endpoint.verification"


def verification(notice_id: UUID, enterprise: str, code: str, url: str) -> Notice:
    """Return the word that verifies an endpoint. `url` is the page on which the code is entered."""
    minutes = int(VALID.total_seconds()) // 60
    blocks = (
        Paragraph(f"{enterprise}在惠企平台把这里设为接收政策通知的方式。"),
        Paragraph(f"验证码：{code}，{minutes} 分钟内有效。请在通知偏好页面输入，或打开下面的链接确认。"),
        Action(url, "确认接收通知"),
        Paragraph("如果不是贵单位的操作，请不要理会，也不要把验证码告诉他人。未经验证，不会再发来通知。"),
    )
    return Notice(notice_id, Letter(f"验证码 {code}：确认接收惠企通知", blocks), code)


def trial(notice_id: UUID, url: str) -> Notice:
    """Return the word that tries an endpoint."""
    blocks = (
        Paragraph("这是一条测试通知，收到即表示接收方式可用，无需处理。"),
        Action(url, "查看通知偏好"),
    )
    return Notice(notice_id, Letter("惠企测试通知", blocks))
