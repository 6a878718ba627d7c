"""Alembic's environment for the publisher."""

from publisher.adapters import tables
from publisher.adapters.base import Base
from shared.db.migrating import run_env

assert tables  # (importing them is what adds them to the metadata)

run_env(Base.metadata)
