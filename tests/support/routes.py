"""Every route of an application, those of included routers too."""

from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

# HEAD is answered wherever GET is; OPTIONS asks a question and changes nothing.
_UNSAID: Final = frozenset({"HEAD", "OPTIONS"})


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """(method, path template) of each route, sorted."""
    return sorted(
        (method, context.path or "")
        for context in iter_route_contexts(app.router.routes)
        for method in set(context.methods or ()) - _UNSAID
    )
