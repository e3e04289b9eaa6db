"""What is measured, and metrics of one's own."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.responses import Response

from models.errors import UsageError
from models.values import Metric
from review.verbs import watching
from review.web.frame import page
from review.web.guest import Editing, Guest, Reading, Submitted

router = APIRouter()

_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")


@router.get("/metrics")
def all_metrics(guest: Reading) -> Response:
    """List the metrics."""
    return _page(guest)


def _page(guest: Guest, error: str = "") -> Response:
    builtin, own = watching.list_metrics(guest.newsroom)
    return page(guest, "metrics.html", status=422 if error else 200, builtin=builtin, own=own, error=error)


@router.post("/metrics")
def add(guest: Editing, form: Submitted) -> Response:
    """Keep a metric of one's own."""
    try:
        key = form.text("key").lower().replace(" ", "_")
        if not _KEY.fullmatch(key):
            msg = f"{form.text('key')!r} is no key; write small letters, such as charging_stations"
            raise UsageError(msg)
        unit = form.text("unit") or "money"
        counted = (unit,) if unit not in ("money", "percent") else ()
        metric = Metric(
            key=key,
            unit=unit,
            cues_en=form.lines("cues_en"),
            cues_zh=form.lines("cues_zh"),
            counted_en=counted,
            state=bool(form.text("state")),
        )
        watching.add_metric(guest.newsroom, metric, who=guest.name)
    except UsageError as error:
        return _page(guest, str(error))
    return guest.back("/metrics", guest.words("metric_added"))


@router.post("/metrics/{key}/remove")
def remove(guest: Editing, key: str, _form: Submitted) -> Response:
    """Forget a metric of one's own."""
    watching.drop_metric(guest.newsroom, key, who=guest.name)
    return guest.back("/metrics", guest.words("metric_removed"))
