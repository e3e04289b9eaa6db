"""`robowatch db`, `users`, `tokens`, `metrics`, `audit`, `undo` and `doctor`: keeping the house."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from figures.rulebook import metrics_from
from models.settings import load_settings
from review.cli.clock import Day, Now, day_of
from review.cli.room import me, opened
from review.cli.showing import Json, out, print_json, table
from review.cli.watching import read_history
from review.verbs import health, storage, undo, users, watching
from review.verbs.shapes import DeedFilter

db = typer.Typer(help="The database.", no_args_is_help=True)
people = typer.Typer(help="Who may open the pages when they are not on loopback.", no_args_is_help=True)
keys = typer.Typer(help="Keys to the API.", no_args_is_help=True)
measures = typer.Typer(help="What is measured, and metrics of your own.", no_args_is_help=True)


@db.command("upgrade")
def upgrade() -> None:
    """Bring the tables to this version's form (every command does so by itself)."""
    with opened() as newsroom:
        out.print(f"the database is in form {newsroom.database.revision()}")


@db.command("backup")
def backup(file: Annotated[Path, typer.Argument(help="Where to; must not exist.")]) -> None:
    """Write a copy of the database, while the service runs or not."""
    out.print(f"{storage.backup(load_settings(), file)} written")


@db.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.", exists=True, dir_okay=False)],
) -> None:
    """Put a backup in place of the database; what is there now is kept beside it. Stop the service first."""
    kept = storage.restore(load_settings(), file)
    out.print(f"restored from {file}" + (f"; what was there is in {kept}" if kept else ""))


@db.command("check")
def check() -> None:
    """Check the database for damage."""
    faults = storage.check(load_settings())
    for fault in faults:
        out.print(fault, markup=False)
    if faults:
        raise typer.Exit(1)
    out.print("the database is sound")


@people.command("add")
def add_user(
    name: Annotated[str, typer.Argument()],
    role: Annotated[str, typer.Option(help="reader, editor or admin")] = "admin",
) -> None:
    """Let somebody in; the password is asked for, or read from standard input."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with opened() as newsroom:
        user = users.add_user(newsroom, name, password, role, who=me())
    out.print(f"{user.name} may log in as {user.role}.", markup=False)


@people.command("list")
def list_users(as_json: Json = False) -> None:
    """List who may log in."""
    with opened() as newsroom:
        found = users.list_users(newsroom)
    if as_json:
        print_json([{"name": user.name, "role": user.role, "added": user.added} for user in found])
        return
    rows = [(user.name, user.role, f"{user.added:%Y-%m-%d}") for user in found]
    table("", ("name", "role", "since"), rows, empty="Nobody; on loopback the pages are open without a login.")


@people.command("remove")
def remove_user(name: Annotated[str, typer.Argument()]) -> None:
    """Let somebody in no more."""
    with opened() as newsroom:
        users.remove(newsroom, name, who=me())
    out.print(f"{name} may log in no more.", markup=False)


@keys.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    scope: Annotated[list[str] | None, typer.Option(help="read or write; may be repeated.")] = None,
) -> None:
    """Make a key to the API; it is shown once."""
    with opened() as newsroom:
        out.print(users.make_token(newsroom, name, tuple(scope or ("read",)), who=me()), markup=False)


@keys.command("list")
def list_tokens(as_json: Json = False) -> None:
    """List the keys."""
    with opened() as newsroom:
        found = users.list_tokens(newsroom)
    if as_json:
        print_json(found)
        return
    rows = [(key.id, key.name, " ".join(key.scopes), key.last_used) for key in found]
    table("", ("", "name", "scopes", "last used"), rows, empty="No key yet: `robowatch tokens add NAME`.")


@keys.command("remove")
def remove_token(number: Annotated[int, typer.Argument()]) -> None:
    """Make a key open nothing any more."""
    with opened() as newsroom:
        users.drop_token(newsroom, number, who=me())
    out.print(f"key {number} opens nothing any more.")


@measures.command("list")
def list_metrics(as_json: Json = False) -> None:
    """List what is measured."""
    with opened() as newsroom:
        built_in, own = watching.list_metrics(newsroom)
    if as_json:
        print_json({"built_in": built_in, "own": own})
        return
    rows = [(metric.key, metric.unit, "yours" if metric in own else "") for metric in (*built_in, *own)]
    table("", ("metric", "unit", ""), rows, empty="")


@measures.command("add", epilog="A TOML file of [[metric]] tables: key, unit, cues_en, cues_zh.")
def add_metrics(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Add metrics of your own; what is stored is read again for them."""
    own = metrics_from(file)
    with opened() as newsroom:
        for metric in own:
            watching.add_metric(newsroom, metric, who=me())
        read_history(newsroom)
    out.print(f"{len(own)} metrics added: {', '.join(metric.key for metric in own)}", markup=False)


@measures.command("remove")
def remove_metric(key: Annotated[str, typer.Argument()]) -> None:
    """Forget a metric of your own."""
    with opened() as newsroom:
        watching.drop_metric(newsroom, key, who=me())
    out.print(f"{key} is not measured any more.", markup=False)


def doctor(now: Now = None, as_json: Json = False) -> None:
    """Say what is wrong and how to mend it."""
    with opened(now) as newsroom:
        findings = health.doctor(newsroom)
    if as_json:
        print_json([{"severity": f.severity, "code": f.code, "what": f.what, "mend": f.mend} for f in findings])
    else:
        rows = [(finding.severity, finding.what, finding.mend) for finding in findings]
        table("", ("", "what", "mend"), rows, empty="Nothing is wrong.")
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)


def audit(
    who: Annotated[str, typer.Option(help="Only what this user did.")] = "",
    action: Annotated[str, typer.Option(help="Only this: watch.remove; or watch for all of its kind.")] = "",
    subject: Annotated[str, typer.Option(help="Only where this is part of what it was done to.")] = "",
    since: Day = None,
    until: Day = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    as_json: Json = False,
) -> None:
    """List who wrote what and when, newest first."""
    wanted = DeedFilter(
        who=who,
        action=action,
        subject=subject,
        since=day_of(since),
        until=day_of(until),
    )
    with opened() as newsroom:
        found = users.audit(newsroom, wanted, limit=limit)
    if as_json:
        print_json(found)
        return
    rows = [(deed.id, f"{deed.at:%Y-%m-%d %H:%M}", deed.who, deed.action, deed.subject) for deed in found]
    table("", ("", "when", "who", "did", "to"), rows, empty="Nothing that fits was written.")


def take_back(number: Annotated[int, typer.Argument(help="Number of a line of `robowatch audit`.")]) -> None:
    """Undo what a line of the audit log tells: a removal, a change, a rejection."""
    with opened() as newsroom:
        deed = undo.undo(newsroom, number, who=me())
    out.print(f"Undone: {deed.action} {deed.subject}", markup=False)


def add_to(root: typer.Typer) -> None:
    """Add this family's commands."""
    root.add_typer(db, name="db")
    root.add_typer(people, name="users")
    root.add_typer(keys, name="tokens")
    root.add_typer(measures, name="metrics")
    root.command("doctor")(doctor)
    root.command("audit", epilog="Example: `robowatch audit --action watch.remove --since 2025-01-01`")(audit)
    root.command("undo", epilog="Example: `robowatch audit`, then `robowatch undo 17`")(take_back)
