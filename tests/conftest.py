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

_BROKERS = {"broker", "own_broker", "real_broker"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On Apache Kafka only what uses a broker; elsewhere not what only Apache Kafka can show."""
    if chosen_infra() == "apache":
        concerned = [item for item in items if not _BROKERS.isdisjoint(getattr(item, "fixturenames", ()))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(concerned)])
        items[:] = concerned
        return
    skip = pytest.mark.skip(reason="only on Apache Kafka: HUIQI_TEST_INFRA=apache")
    for item in items:
        if item.get_closest_marker("apache"):
            item.add_marker(skip)
