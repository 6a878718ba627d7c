"""Words to an endpoint that are about the endpoint itself: to verify it, or to try it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from notifier.domain.letter import Action, Letter, Paragraph

VALID: Final = timedelta(minutes=30)
_MINUTES: Final = int(VALID.total_seconds()) // 60


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


def verification(notice_id: UUID, credit_code: str, code: str, url: str, language: str = "zh") -> Notice:
    """Return the word that verifies an endpoint. `url` is the page on which the code is entered."""
    write = _verification_en if language == "en" else _verification_zh
    return Notice(notice_id, write(credit_code, code, url), code)


def _verification_en(credit_code: str, code: str, url: str) -> Letter:
    blocks = (
        Paragraph(f"An enterprise (credit code {credit_code}) wants its policy news from Huiqi sent here."),
        Paragraph(
            f"Code: {code}, valid for {_MINUTES} minutes. "
            "Enter it on the page of preferences, or follow the link below."
        ),
        Action(url, "Confirm"),
        Paragraph(
            "If this was not you, do nothing and tell nobody the code: unconfirmed, no more will come."
        ),
    )
    return Letter(f"Code {code}: confirm news from Huiqi", blocks, "en")


def _verification_zh(credit_code: str, code: str, url: str) -> Letter:
    blocks = (
        Paragraph(f"企业（统一社会信用代码 {credit_code}）在惠企平台把这里设为接收政策通知的方式。"),
        Paragraph(f"验证码：{code}，{_MINUTES} 分钟内有效。请在通知偏好页面输入，或打开下面的链接确认。"),
        Action(url, "确认接收通知"),
        Paragraph("如果不是贵单位的操作，请不要理会，也不要把验证码告诉他人。未经验证，不会再发来通知。"),
    )
    return Letter(f"验证码 {code}：确认接收惠企通知", blocks)


def trial(notice_id: UUID, url: str, language: str = "zh") -> Notice:
    """Return the word that tries an endpoint."""
    if language == "en":
        said = Paragraph("This is a test. It shows that messages arrive here; there is nothing to do.")
        return Notice(notice_id, Letter("A test from Huiqi", (said, Action(url, "Preferences")), "en"))
    blocks = (
        Paragraph("这是一条测试通知，收到即表示接收方式可用，无需处理。"),
        Action(url, "查看通知偏好"),
    )
    return Notice(notice_id, Letter("惠企测试通知", blocks))
