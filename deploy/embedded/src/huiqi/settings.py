"""What the embedded edition can be told from the environment; everything else it decides itself."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class EditionSettings(BaseSettings):
    """Real parts in place of the embedded ones, and how the public reaches the system.

    `database_url` is that of a PostgreSQL database (`postgresql://…` or `postgresql+asyncpg://…`) whose user
    may create schemas; where it may create roles too, each service gets one of its own.
    """

    model_config = SettingsConfigDict(env_prefix="HUIQI_", extra="ignore", frozen=True)

    database_url: str | None = None
    kafka_bootstrap_servers: str | None = None
    public_url: str | None = None
    otlp_endpoint: str | None = None
    log_level: str = "WARNING"
    # Tests trade the safety of data against a crash of the machine for speed.
    durable: bool = True
