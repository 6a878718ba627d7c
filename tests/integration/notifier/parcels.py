"""A parcel to send, without a database."""

from datetime import UTC, datetime
from uuid import UUID

from notifier.domain.endpoints import new_secret
from notifier.domain.kinds import MessageKind
from notifier.domain.letter import Letter, parse
from notifier.domain.read import Endpoint, Parcel
from notifier.domain.truth import Situation
from shared.events import EndpointKind
from tests.unit.notifier.examples import CODE, stored

LETTER: Letter = parse(
    "您可以申报：研发补助\n贵单位符合条件。\n* 注册地在普陀区\n=> https://example.com/ 去申报"
)
DELIVERY = UUID("00000000-0000-4000-8000-0000000000dd")


def parcel(kind: EndpointKind, address: str, secret: str | None = None) -> Parcel:
    return Parcel(
        delivery_id=DELIVERY,
        attempt=1,
        stored=stored(MessageKind.NEW_MATCH, {}),
        endpoint=Endpoint(UUID(int=1), CODE, kind, address, secret or new_secret()),
        situation=Situation(None, False, None, ()),
        traceparent=None,
        leased_until=datetime(2026, 3, 20, 3, tzinfo=UTC),
    )
