"""E-mail by SMTP: plain text and HTML, one Message-ID for all attempts, one-click unsubscribing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

import aiosmtplib
import jinja2
from markupsafe import Markup

from notifier.domain.letter import Letter
from notifier.domain.notices import Notice
from notifier.domain.read import Endpoint, Parcel
from notifier.domain.retry import NotNow, Outcome, Sent
from notifier.domain.smtp import classified
from shared.clock import SHANGHAI, Clock
from shared.telemetry import trace_headers

SECONDS: Final = 30
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


@dataclass(frozen=True, slots=True)
class Stationery:
    """What every mail has. `unsubscribe` returns the address that ends an endpoint with one click."""

    sender: str
    public_url: str
    unsubscribe: Callable[[UUID], str]


class EmailProvider:
    """Implements `ports.Provider` and `endpoint_ports.Announcer` for e-mail."""

    def __init__(self, server: SmtpServer, stationery: Stationery, *, clock: Clock) -> None:
        self._server = server
        self._stationery = stationery
        self._clock = clock

    async def send(self, parcel: Parcel, letter: Letter) -> Outcome:
        """Hand the mail in. What the server refuses for good is `Refused`; all else may work later."""
        mail = self._mail(parcel.endpoint, parcel.delivery_id, letter)
        address = self._stationery.unsubscribe(parcel.endpoint.id)
        mail["List-Unsubscribe"] = f"<{address}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return await hand_in(self._server, mail)

    async def announce(self, endpoint: Endpoint, notice: Notice) -> Outcome:
        """Hand a notice in."""
        return await hand_in(self._server, self._mail(endpoint, notice.id, notice.letter))

    def _mail(self, endpoint: Endpoint, reference: UUID, letter: Letter) -> EmailMessage:
        preferences = f"{self._stationery.public_url.rstrip('/')}/my/preferences"
        foot = Foot("Preferences" if letter.language == "en" else "通知偏好", preferences)
        sender = self._stationery.sender
        return compose(sender, endpoint.address, reference, letter, foot=foot, at=self._clock.now())


async def hand_in(server: SmtpServer, mail: EmailMessage) -> Outcome:
    """Hand a mail to the server. What the server refuses for good is `Refused`; all else may work later."""
    try:
        await aiosmtplib.send(
            mail,
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.use_tls,
            start_tls=server.starttls,
            timeout=SECONDS,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        return classified(error.recipients[0].code, error.recipients[0].message, recipient=True)
    except aiosmtplib.SMTPResponseException as error:
        return classified(error.code, error.message, recipient=False)
    except (aiosmtplib.SMTPException, OSError) as error:
        return NotNow(f"{type(error).__name__}: {error}"[:300], provider=True)
    return Sent(unconfirmed=True)


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below every letter: where to end or change it."""

    label: str
    address: str


def compose(
    sender: str, to: str, reference: UUID, letter: Letter, *, foot: Foot, at: datetime
) -> EmailMessage:
    """Return a letter as mail, in plain text and HTML. `reference` is the same in every attempt."""
    english = letter.language == "en"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address("Huiqi" if english else "惠企", addr_spec=sender)
    mail["To"] = to
    mail["Subject"] = letter.subject
    mail["Content-Language"] = "en" if english else "zh-CN"
    mail["Date"] = format_datetime(at.astimezone(SHANGHAI))
    # The same in every attempt, so that a mail program shows a repeat once. Bounces name it.
    mail["Message-ID"] = f"<{reference}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in trace_headers().items():
        mail[name.capitalize()] = value
    mail.set_content(f"{letter.text}\n--\n{'Huiqi' if english else '惠企'} · {foot.label} {foot.address}\n")
    body = Markup(letter.html)  # noqa: S704 (every value in it is escaped)
    mail.add_alternative(_layout().render(letter=letter, body=body, foot=foot), subtype="html")
    return mail


@cache
def _layout() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(_FOLDER)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template("mail.html")
