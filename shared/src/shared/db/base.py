"""The declarative base of a service's tables; the kit's own tables are part of its metadata."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from shared.db.kit_tables import add_kit_tables
from shared.db.naming import NAMING


def make_base(schema: str) -> type[DeclarativeBase]:
    """Return the declarative base of the service that owns `schema`.

    Tables carry no schema name: the service's role finds them by its search path, so that one service
    cannot name another's tables by accident.
    """
    metadata = MetaData(naming_convention=NAMING, info={"schema": schema})
    add_kit_tables(metadata)

    class Base(DeclarativeBase):
        type_annotation_map: ClassVar[dict[Any, Any]] = {
            datetime: DateTime(timezone=True),
            dict[str, Any]: JSONB(none_as_null=True),
            list[Any]: JSONB(none_as_null=True),
        }

    Base.metadata = metadata
    return Base
