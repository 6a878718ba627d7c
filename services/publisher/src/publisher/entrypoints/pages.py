"""Placeholder."""

from fastapi import APIRouter

from publisher.entrypoints.desk import Desk
from shared.web import Templates


def pages_router(desk: Desk, templates: Templates) -> APIRouter:
    return APIRouter()
