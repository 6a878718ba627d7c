"""What the matcher's routes are wired with."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from matcher.handlers.find_chances import ChanceFinder
from matcher.handlers.import_jobs import Imports
from matcher.handlers.matching import Matching
from matcher.handlers.ports import Enterprises, Policies, Views
from matcher.handlers.shelf import Shelf
from matcher.handlers.survey_policies import Surveyor
from matcher.settings import Settings
from shared.clock import Clock
from shared.db import Database
from shared.web import Templates


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once, in `main`."""

    database: Database
    settings: Settings
    clock: Clock
    enterprises: Enterprises
    policies: Policies
    views: Views
    matching: Matching
    templates: Templates
    shelf: Shelf
    chances: ChanceFinder
    imports: Imports
    surveyor: Surveyor


async def _parts_of(request: Request) -> Parts:
    parts: Parts = request.app.state.parts  # put there by `main`
    return parts


Wired = Annotated[Parts, Depends(_parts_of)]
