"""Rows into endpoints: the columns that endpoints' own queries and deliveries share."""

from typing import Any

from sqlalchemy import Row

from notifier.adapters.tables import EndpointRow
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
    )
