"""Structured logs: one JSON object a line on standard error, with the trace id and the policy id."""

import logging
import sys
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final, cast

import structlog
from opentelemetry import trace
from structlog.contextvars import bound_contextvars
from structlog.typing import Processor

_QUIET_SECONDS: Final = 10


def setup_logging(level: str = "INFO") -> None:
    """Send the project's and its libraries' log lines through one JSON renderer."""
    structlog.configure(
        processors=_PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_COMMON,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    handler.addFilter(_SeldomRepeated())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # These tell each step of what the project's own lines already say.
    for noisy in ("aiokafka", "faststream", "httpx", "httpcore", "uvicorn.access", "alembic", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _SeldomRepeated(logging.Filter):
    """Lets a line of the Kafka client through once in ten seconds: in an outage it repeats itself."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith("aiokafka"):
            return True
        now = time.monotonic()
        if now - self._said.get(str(record.msg), -_QUIET_SECONDS) < _QUIET_SECONDS:
            return False
        self._said[str(record.msg)] = now
        return True


def get_logger(service: str | None = None) -> structlog.stdlib.BoundLogger:
    """Return a logger; its lines carry the current trace and what `log_context` bound."""
    bound = {"service": service} if service else {}
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(**bound))


@contextmanager
def log_context(**fields: Any) -> Iterator[None]:  # noqa: ANN401 (log fields are of any type)
    """Put fields such as `policy_id` on every line logged inside."""
    with bound_contextvars(**{name: str(value) for name, value in fields.items() if value is not None}):
        yield


def _add_trace(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        line["trace_id"] = format(context.trace_id, "032x")
        line["span_id"] = format(context.span_id, "016x")
    return line


# One list for all services of a process: a logger keeps the list it first saw, and tests swap its content.
_COMMON: Final[list[Processor]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _add_trace,
]
_PROCESSORS: Final[list[Processor]] = [*_COMMON, structlog.stdlib.ProcessorFormatter.wrap_for_formatter]
