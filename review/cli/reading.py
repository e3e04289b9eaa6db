"""`extract` and `replay`: figures and changes of documents in a file; no store is needed."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    """Add this family's commands."""
