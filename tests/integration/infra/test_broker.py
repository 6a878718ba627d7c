"""The embedded broker starts, carries messages, and comes back at its address."""

import os
import signal
import socket
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from huiqi.infra import EmbeddedBroker, PortTakenError


async def carry(address: str) -> bytes:
    async with AIOKafkaProducer(bootstrap_servers=address, acks="all") as producer:
        await producer.send_and_wait("carried", b"value", key=b"key")
    async with AIOKafkaConsumer(
        "carried", bootstrap_servers=address, auto_offset_reset="earliest"
    ) as consumer:
        record = await consumer.getone()
        return bytes(record.value)


async def test_it_carries_messages(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        assert await carry(broker.bootstrap_servers) == b"value"


async def test_a_taken_port_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"cannot listen on port {port}: it is in use"):
            await EmbeddedBroker(tmp_path, port=port).start()


async def test_it_comes_back_at_its_address_after_a_kill(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        address = broker.bootstrap_servers
        os.kill(broker.pid or 0, signal.SIGKILL)
        await broker.wait()
        await broker.start()
        assert broker.bootstrap_servers == address
        assert await carry(address) == b"value"
