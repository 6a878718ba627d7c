"""What the embedded edition can be told from the environment; everything else it decides itself."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from huiqi.errors import Refused
from shared.settings import Brokers, LogLevel, SiteUrl


class EditionSettings(BaseSettings):
    """Real parts in place of the embedded ones, and how the public reaches the system.

    `database_url` is that of a PostgreSQL database (`postgresql://…` or `postgresql+asyncpg://…`) whose user
    may create schemas; where it may create roles too, each service gets one of its own.
    """

    model_config = SettingsConfigDict(env_prefix="HUIQI_", extra="ignore", frozen=True)

    database_url: str | None = None
    kafka_bootstrap_servers: Brokers | None = None
    public_url: SiteUrl | None = None
    otlp_endpoint: str | None = None
    log_level: LogLevel = "WARNING"
    # Tests trade the safety of data against a crash of the machine for speed.
    durable: bool = True


def edition_settings() -> EditionSettings:
    """Read the environment. Raises Refused, naming the variables that are wrong."""
    try:
        return EditionSettings()
    except ValidationError as error:
        raise Refused(in_words(error.errors(include_url=False))) from error


def in_words(errors: Sequence[Any]) -> str:
    """Name the variables of the environment that settings refuse, and why."""
    return "; ".join(f"HUIQI_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in errors)
