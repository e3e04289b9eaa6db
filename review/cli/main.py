"""The command `robowatch`: parse, call a verb, show."""

from __future__ import annotations

import importlib
import logging
import sys
from importlib import metadata
from typing import Annotated

import typer
from rich.console import Console

from models.errors import RobowatchError, UsageError
from scheduler.journal import keep_journal

app = typer.Typer(
    name="robowatch",
    help="Keeps the ledger of figures in robotics news, and tells you when one changes.",
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Keeps the ledger of figures in robotics news, and tells you when one changes."""
    if version:
        typer.echo(metadata.version("robowatch"))
        raise typer.Exit


# Each family module has a function `add_to(app)`; only the one that is asked for is imported, for libraries are slow.
FAMILIES = {
    "running": ("run", "collect", "demo"),
    "sourcing": ("sources",),
    "watching": ("watch",),
    "looking": ("articles", "figures", "changes"),
    "telling": ("subscribers", "digest"),
    "keeping": ("db", "users", "tokens", "metrics", "audit", "undo", "doctor"),
    "reading": ("extract",),
    "replaying": ("replay",),
}


def load_families(asked: str = "") -> None:
    """Add the family of the command that is asked for, or all of them."""
    wanted = [family for family, commands in FAMILIES.items() if asked in commands]
    for family in wanted or FAMILIES:
        importlib.import_module(f"review.cli.{family}").add_to(app)


def main() -> None:
    """Run the command line; a mistake of the user's is told in a sentence, never in a traceback.

    Exit status: 0 done, 1 some part failed, 2 wrong use.
    """
    keep_journal(logging.WARNING)  # `run` and `collect` tell more
    try:
        load_families(sys.argv[1] if len(sys.argv) > 1 else "")
        app()
    except RobowatchError as error:
        Console(stderr=True, highlight=False).print(f"robowatch: {error}", markup=False)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
