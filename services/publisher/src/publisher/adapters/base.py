"""The declarative base of the publisher's tables."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import DeclarativeBase

from shared.db import make_base

if TYPE_CHECKING:  # a type checker wants a class that it can see

    class Base(DeclarativeBase):
        """The publisher's tables."""
else:
    Base = make_base("publisher")
