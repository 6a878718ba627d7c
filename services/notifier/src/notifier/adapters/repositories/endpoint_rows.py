"""Rows into endpoints: the columns that endpoints' own queries and deliveries share."""

from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_

from notifier.adapters.tables import EndpointRow
from notifier.domain.people import Viewer
from notifier.domain.read import Endpoint
from shared.events import EndpointKind

ENDPOINT_COLUMNS = (
    EndpointRow.id.label("endpoint_id"),
    EndpointRow.credit_code.label("endpoint_owner"),
    EndpointRow.kind.label("endpoint_kind"),
    EndpointRow.address,
    EndpointRow.secret,
    EndpointRow.ended_reason,
    EndpointRow.verified_at,
    EndpointRow.previous_secret,
    EndpointRow.previous_secret_until,
    EndpointRow.subject.label("endpoint_subject"),
)


def endpoint(row: Row[*tuple[Any, ...]]) -> Endpoint:
    """Return the endpoint that a row of `ENDPOINT_COLUMNS` holds."""
    return Endpoint(
        id=row.endpoint_id,
        credit_code=row.endpoint_owner,
        kind=EndpointKind(row.endpoint_kind),
        address=row.address,
        secret=row.secret,
        ended_reason=row.ended_reason,
        verified_at=row.verified_at,
        previous_secret=row.previous_secret,
        previous_secret_until=row.previous_secret_until,
        subject=row.endpoint_subject,
    )


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an endpoint is the enterprise's, or the viewer's own."""
    whose: list[ColumnElement[bool]] = [EndpointRow.subject.is_(None)]
    if viewer.subject is not None:
        whose.append(EndpointRow.subject == viewer.subject)
    return and_(EndpointRow.credit_code == viewer.credit_code, or_(*whose))
