"""Two or more companies or markets on one metric."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from review.verbs import naming, series, watching
from review.web.frame import page
from review.web.guest import Reading
from review.web.pages.asked import word
from review.web.pages.subjects import CURRENCIES

router = APIRouter()

MOST = 5  # lines that the eye still tells apart
_OFFERED = 12


@router.get("/compare")
def compare(guest: Reading) -> Response:
    """Draw the same series of several subjects in one chart."""
    query = guest.request.query_params
    chosen = list(dict.fromkeys(name for name in query.getlist("subject") if name))[:MOST]
    metric = word(query, "metric")
    measure = "growth" if query.get("measure") == "growth" else "level"
    currency = word(query, "currency", 3).upper()
    found = (
        series.compare(guest.newsroom, chosen, metric, measure=measure, currency=currency) if chosen and metric else []
    )
    builtin, own = watching.list_metrics(guest.newsroom)
    periods = sorted({p.figure.figure.period or "" for one in found for p in one.points if not p.superseded})
    return page(
        guest,
        "compare.html",
        found=found,
        periods=[period for period in periods if period][::-1][:24],
        chosen=chosen,
        offered=series.offered(guest.newsroom, chosen)[:_OFFERED],
        metric=metric,
        measure=measure,
        currency=currency,
        currencies=CURRENCIES,
        most=MOST,
        names=naming.to_choose_from(guest.newsroom),
        metrics=[known.key for known in (*builtin, *own)],
    )
