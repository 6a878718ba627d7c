"""A running service: its API, relay, consumers and workers as one thing that starts and stops."""

from shared.service.evidence import Check, Evidence
from shared.service.rebuilding import Rebuild
from shared.service.service import Service
from shared.service.workers import Worker
from shared.waiting import backoff, wait_or_stop

__all__ = ["Check", "Evidence", "Rebuild", "Service", "Worker", "backoff", "wait_or_stop"]
