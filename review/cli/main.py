"""The command `robowatch`: parse, call a verb, show."""

from __future__ import annotations

import importlib
import sys
from importlib import metadata
from typing import Annotated

import typer
from rich.console import Console

from models.errors import RobowatchError, UsageError

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


# Each family module has a function `add_to(app)`.
FAMILIES = ("running", "sourcing", "watching", "looking", "telling", "keeping", "reading", "replaying")

for _family in FAMILIES:
    importlib.import_module(f"review.cli.{_family}").add_to(app)


def main() -> None:
    """Run the command line; a mistake of the user's is told in a sentence, never in a traceback.

    Exit status: 0 done, 1 some part failed, 2 wrong use.
    """
    try:
        app()
    except RobowatchError as error:
        Console(stderr=True, highlight=False).print(f"robowatch: {error}", markup=False)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
