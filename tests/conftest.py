"""Wires the shared fixtures into every tier."""

import pytest

from tests.support.brokers import chosen_infra
from tests.support.fixtures import (  # noqa: F401 (pytest finds fixtures by name)
    bootstrap_servers,
    broker,
    broker_settings,
    databases,
    embedded_broker_settings,
    empty_broker,
    fresh_database,
    own_broker,
    postgres_url,
    service_database,
    service_urls,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what only Apache Kafka can show when the tests run on another broker."""
    if chosen_infra() == "apache":
        return
    skip = pytest.mark.skip(reason="only on Apache Kafka: HUIQI_TEST_INFRA=apache")
    for item in items:
        if item.get_closest_marker("apache"):
            item.add_marker(skip)
