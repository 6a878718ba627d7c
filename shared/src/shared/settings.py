"""Settings that every service has, read from the environment with the prefix `HUIQI_`."""

import logging
import sys
from typing import Annotated, Final, NoReturn
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

UNSET_SECRET: Final = "unset"  # noqa: S105 (a mark that no secret was given)


class SettingsFileError(ValueError):
    """A file that a setting names cannot be used; the text says in one line which, where and why."""


def refuse(service: str, error: SettingsFileError) -> NoReturn:
    """End the process with code 2 and one line on standard error."""
    sys.stderr.write(f"{service}: {' '.join(str(error).split())}\n")
    raise SystemExit(2) from None


def _level(value: str) -> str:
    if value.upper() not in logging.getLevelNamesMapping():
        raise ValueError("not a log level such as INFO or WARNING")
    return value.upper()


def _site(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("not an address such as https://huiqi.example.gov.cn")
    return value  # as it is: an issuer may end in a slash, and its tokens say so


def _brokers(value: str) -> str:
    for server in value.split(","):
        host, _, port = server.strip().rpartition(":")
        if not host.strip("[]") or (":" in host and not host.startswith("[")) or not _is_port(port):
            raise ValueError("not a list of host:port, separated by commas")
    return value


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:6]) < 65536


LogLevel = Annotated[str, AfterValidator(_level)]
SiteUrl = Annotated[str, AfterValidator(_site)]
Brokers = Annotated[str, AfterValidator(_brokers)]


class ServiceSettings(BaseSettings):
    """What every service needs to run. Each service's `settings.py` adds its own."""

    model_config = SettingsConfigDict(env_prefix="HUIQI_", extra="ignore", frozen=True)

    database_url: str = "postgresql+asyncpg://localhost/huiqi"
    database_pool_size: int = 4

    kafka_bootstrap_servers: Brokers = "localhost:9092"
    # Apache Kafka answers a waiting fetch at once; the embedded broker sleeps this long out.
    kafka_fetch_max_wait_ms: int = 500
    # The embedded broker refuses idempotent producers.
    kafka_enable_idempotence: bool = True
    kafka_session_timeout_ms: int = 15_000
    kafka_replication_factor: int = 1
    # Overrides the number of partitions that each topic declares; the embedded edition takes one.
    kafka_partitions: int | None = None

    public_url: SiteUrl = "http://localhost:8080"
    issuer_url: SiteUrl = "http://localhost:8080/id"
    # Where the services reach the issuer, if not at its public address.
    issuer_internal_url: SiteUrl | None = None
    audience: str = "huiqi"
    client_id: str = "huiqi-web"
    client_secret: SecretStr = SecretStr(UNSET_SECRET)
    session_secret: SecretStr = SecretStr(UNSET_SECRET)

    otlp_endpoint: str | None = None
    log_level: LogLevel = "INFO"
