"""Version 1 of the API: every address is one verb of review."""

from __future__ import annotations

from fastapi import APIRouter

from review.web.api import findings, people, sourcing, watched
from review.web.api.problems import ANSWERS
from review.web.api.route import ApiRoute

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, responses=ANSWERS)
for part in (findings, watched, sourcing, people):
    router.include_router(part.router)
