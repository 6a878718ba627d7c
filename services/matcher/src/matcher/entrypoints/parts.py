"""What the matcher's routes are wired with."""

from dataclasses import dataclass

from matcher.handlers.ports import Enterprises, Policies, Views
from matcher.settings import Settings
from shared.clock import Clock
from shared.db import Database


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once, in `main`."""

    database: Database
    settings: Settings
    clock: Clock
    enterprises: Enterprises
    policies: Policies
    views: Views
