"""A language model's address on this machine: answers as told, so that a test can see what becomes of it."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

TREE: Final = {"fact": "revenue", "op": "gte", "value": 5_000_000}
SLOW_SECONDS: Final = 3


@dataclass
class ReferenceModel:
    """What the model says next, and what it was asked."""

    url: str
    says: str = json.dumps(TREE)
    status: int = 200
    waits: float = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@contextlib.contextmanager
def reference_model() -> Iterator[ReferenceModel]:
    """Serve `/v1/chat/completions` until the test is over."""
    model = ReferenceModel("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            model.asked.append(json.loads(body))
            model.keys.append(self.headers.get("Authorization", ""))
            time.sleep(model.waits)
            answer = json.dumps({"choices": [{"message": {"role": "assistant", "content": model.says}}]})
            self.send_response(model.status if self.path == "/v1/chat/completions" else 404)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(answer.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
