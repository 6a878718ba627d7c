"""What the tables of every service have in common."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import JSONB

from shared.db.kit_tables import add_kit_tables
from shared.db.naming import NAMING

# How annotations of mapped columns become columns.
COLUMN_TYPES: Final[dict[Any, Any]] = {
    datetime: DateTime(timezone=True),
    dict[str, Any]: JSONB(none_as_null=True),
    list[Any]: JSONB(none_as_null=True),
}


def service_metadata(schema: str) -> MetaData:
    """Return the metadata for the tables of the service that owns `schema`; the kit's tables are in it.

    Tables carry no schema name: the service's role finds them by its search path, so that one service
    cannot name another's tables by accident. A service's declarative base has this as its `metadata` and
    `COLUMN_TYPES` as its `type_annotation_map`.
    """
    metadata = MetaData(naming_convention=NAMING, info={"schema": schema})
    add_kit_tables(metadata)
    return metadata
