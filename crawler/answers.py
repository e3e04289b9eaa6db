"""What an answer to a visit means before anybody reads its body."""

from __future__ import annotations

from crawler.fetch import Answer
from crawler.pages import is_challenge
from models.values import SetAsideCause, VisitKind

_BLOCKED = {401, 402, 403, 405, 406, 407, 418, 451}


def failure_of(answer: Answer) -> tuple[VisitKind, str] | None:
    """Return how a visit fails by its answer, and the cause in words; None where there is a body to read."""
    status = answer.status
    challenged = answer.headers.get("cf-mitigated") == "challenge" or (status != 304 and is_challenge(answer.body))
    if challenged:
        return "blocked", f"a page that checks for robots came instead (HTTP {status})"
    if status == 304 or 200 <= status < 300:
        return None
    kind: VisitKind
    if status == 429 or (status == 503 and "retry-after" in answer.headers):
        kind, words = "limited", "too many requests" if status == 429 else "not now"
    elif status == 410:
        kind, words = "gone", "gone for good"
    elif status in _BLOCKED:
        kind, words = "blocked", "the server turns us away"
    elif 400 <= status < 500:
        kind, words = "missing", "nothing at this address"
    elif status >= 500:
        kind, words = "server_error", "the server has a fault"
    else:
        kind, words = "unreadable", "an answer that leads nowhere"
    return kind, f"{words} (HTTP {status})"


def no_page(answer: Answer) -> str:
    """Return what an answer holds instead of a page of text; "" for a page."""
    stated = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.body.startswith(b"%PDF"):
        return "application/pdf"
    text = not stated or stated.startswith("text/") or stated.endswith(("xml", "html")) or "octet-stream" in stated
    return "" if text else stated


# What a failed page means for its entry, and whether it may pass.
ASIDE: dict[VisitKind, tuple[SetAsideCause, bool]] = {
    "gone": ("missing", True),
    "missing": ("missing", True),
    "blocked": ("blocked", False),
    "limited": ("blocked", False),
    "server_error": ("failed", False),
    "unreachable": ("failed", False),
    "refused": ("refused", False),
    "unreadable": ("unreadable", False),
}
