"""Wires the shared fixtures into every tier."""

from tests.support.fixtures import (  # noqa: F401 (pytest finds fixtures by name)
    bootstrap_servers,
    broker,
    broker_settings,
    databases,
    embedded_broker_settings,
    empty_broker,
    fresh_database,
    postgres_url,
    service_database,
    service_urls,
)
