"""Spans that hold for every repair, and what its number looks like."""

from __future__ import annotations

from datetime import timedelta

CONFIRMED_BY_SILENCE = timedelta(days=7)
SIMILAR_WITHIN = timedelta(days=14)
LOW_SCORE = 2


def number(repair_id: int) -> str:
    """How people quote a repair: R-0412."""
    return f"R-{repair_id:04d}"
