"""One address for all services: requests go to the service with the longest matching path prefix."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class PrefixRouter:
    """An ASGI application that hands each request, path unchanged, to the service that owns its prefix.

    A prefix owns itself and everything below it: `/my/inbox` owns `/my/inbox/3` and not `/my/inboxes`.
    """

    def __init__(self, owners: Mapping[str, ASGIApp]) -> None:
        self._owners = sorted(
            ((prefix.rstrip("/"), owner) for prefix, owner in owners.items()),
            key=lambda pair: len(pair[0]),
            reverse=True,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            # The edition starts and stops services itself, in the order that their parts need.
            await _without_lifespan(receive, send)
            return
        await self._owner(scope["path"])(scope, receive, send)

    def _owner(self, path: str) -> ASGIApp:
        for prefix, owner in self._owners:
            if path == prefix or path.startswith(prefix + "/"):
                return owner
        raise LookupError(f"no service owns {path}; one of them must own /")


async def _without_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
