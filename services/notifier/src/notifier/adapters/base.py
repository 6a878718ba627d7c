"""What all tables of the notifier are declared on."""

from sqlalchemy.orm import DeclarativeBase

from shared.db import COLUMN_TYPES, service_metadata


class Base(DeclarativeBase):
    """The base of the service's tables."""

    metadata = service_metadata("notifier")
    type_annotation_map = COLUMN_TYPES
