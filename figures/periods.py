"""Spans of time in a text: found, resolved against the day of publication, and chosen for a figure."""

from __future__ import annotations

from figures.notation import period_bounds, period_length, same_length_earlier, span_of

__all__ = ["period_bounds", "period_length", "same_length_earlier", "span_of"]
