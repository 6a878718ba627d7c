"""E-mail by SMTP: plain text and HTML, one Message-ID for all attempts."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final

import aiosmtplib
import jinja2
from markupsafe import Markup

from notifier.domain.letter import Letter
from notifier.domain.read import Parcel
from notifier.domain.retry import NotNow, Outcome, Refused, Sent
from shared.clock import SHANGHAI, Clock
from shared.telemetry import trace_headers

SECONDS: Final = 30
_PERMANENT: Final = 500
_BAD_CREDENTIALS: Final = 535
_FOLDER: Final = Path(__file__).parent.parent.parent / "templates" / "messages"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed in. `starttls` None: as the server offers."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    use_tls: bool = False
    starttls: bool | None = None


class EmailProvider:
    """Implements `ports.Provider` for e-mail. `sender` is an address; `public_url` is shown in the footer."""

    def __init__(self, server: SmtpServer, *, sender: str, public_url: str, clock: Clock) -> None:
        self._server = server
        self._sender = sender
        self._site = public_url.rstrip("/")
        self._clock = clock
        self._layout = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_FOLDER), autoescape=True, undefined=jinja2.StrictUndefined
        ).get_template("mail.html")

    async def send(self, parcel: Parcel, letter: Letter) -> Outcome:
        """Hand the mail in. What the server refuses for good is `Refused`; all else may work later."""
        try:
            await aiosmtplib.send(
                self._mail(parcel, letter),
                hostname=self._server.host,
                port=self._server.port,
                username=self._server.username,
                password=self._server.password,
                use_tls=self._server.use_tls,
                start_tls=self._server.starttls,
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _classified(error.recipients[0].code, error.recipients[0].message)
        except aiosmtplib.SMTPResponseException as error:
            return _classified(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            return NotNow(f"{type(error).__name__}: {error}")
        return Sent()

    def _mail(self, parcel: Parcel, letter: Letter) -> EmailMessage:
        domain = self._sender.rpartition("@")[2]
        mail = EmailMessage(policy=SMTP)
        mail["From"] = Address("惠企", addr_spec=self._sender)
        mail["To"] = parcel.endpoint.address
        mail["Subject"] = letter.subject
        mail["Date"] = format_datetime(self._clock.now().astimezone(SHANGHAI))
        # The same in every attempt, so that a mail program shows a repeat once.
        mail["Message-ID"] = f"<{parcel.delivery_id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        for name, value in trace_headers().items():
            mail[name.capitalize()] = value
        preferences = f"{self._site}/my/preferences"
        mail.set_content(f"{letter.text}\n--\n惠企 · 通知偏好 {preferences}\n")
        body = Markup(letter.html)  # noqa: S704 (every value in it is escaped)
        html = self._layout.render(letter=letter, body=body, preferences=preferences)
        mail.add_alternative(html, subtype="html")
        return mail


def _classified(code: int, said: str) -> Outcome:
    reason = f"SMTP {code}: {said[:200]}"
    # Wrong credentials are ours to repair; the recipient has done nothing wrong.
    if code >= _PERMANENT and code != _BAD_CREDENTIALS:
        return Refused(reason)
    return NotNow(reason)
