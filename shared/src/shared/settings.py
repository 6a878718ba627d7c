"""Settings that every service has, read from the environment with the prefix `HUIQI_`."""

from typing import Final

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

UNSET_SECRET: Final = "unset"  # noqa: S105 (a mark that no secret was given)


class ServiceSettings(BaseSettings):
    """What every service needs to run. Each service's `settings.py` adds its own."""

    model_config = SettingsConfigDict(env_prefix="HUIQI_", extra="ignore", frozen=True)

    database_url: str = "postgresql+asyncpg://localhost/huiqi"
    database_pool_size: int = 4

    kafka_bootstrap_servers: str = "localhost:9092"
    # Apache Kafka answers a waiting fetch at once; the embedded broker sleeps this long out.
    kafka_fetch_max_wait_ms: int = 500
    # The embedded broker refuses idempotent producers.
    kafka_enable_idempotence: bool = True
    kafka_session_timeout_ms: int = 15_000
    kafka_replication_factor: int = 1
    # Overrides the number of partitions that each topic declares; the embedded edition takes one.
    kafka_partitions: int | None = None

    public_url: str = "http://localhost:8080"
    issuer_url: str = "http://localhost:8080/id"
    # Where the services reach the issuer, if not at its public address.
    issuer_internal_url: str | None = None
    audience: str = "huiqi"
    client_id: str = "huiqi-web"
    client_secret: SecretStr = SecretStr(UNSET_SECRET)
    session_secret: SecretStr = SecretStr(UNSET_SECRET)

    otlp_endpoint: str | None = None
    log_level: str = "INFO"
