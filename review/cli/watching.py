"""`robowatch watch`: the companies and markets that are watched."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from review.cli.clock import Now
from review.cli.room import me, opened
from review.cli.showing import Json, out, print_json, progress_bar, table
from review.verbs import catalogue, watching
from review.verbs.describing import written
from scheduler.newsroom import Newsroom
from scheduler.stages import HistoryProgress, history_stage

app = typer.Typer(help="Companies and markets that are watched.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A name in English or Chinese.")]


@app.command(
    "add", epilog='Example: `robowatch watch add 宇树科技` or `robowatch watch add "My market" --terms "a|b;c|d"`'
)
def add(
    name: Name,
    alias: Annotated[list[str] | None, typer.Option("--alias", help="Another name; may be repeated.")] = None,
    kind: Annotated[str, typer.Option(help="company or market")] = "company",
    terms: Annotated[str, typer.Option(help="Groups of terms, 'a|b;c|d': a sentence must match every group.")] = "",
    context: Annotated[list[str] | None, typer.Option(help="A word that must stand near an ambiguous name.")] = None,
    ambiguous: Annotated[list[str] | None, typer.Option(help="A name that counts only with context.")] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Watch a company or market and read the stored history for it; names of the catalogue bring their aliases."""
    with opened(now) as newsroom:
        known = None if terms else catalogue.known_subject(name)
        if known and kind == known.kind:
            names = tuple(alias or ()) if known.kind == "company" else ()
            groups = ((*known.terms[0], *names), *known.terms[1:])
            subject = watching.add(newsroom, replace(known, terms=groups), who=me())
        else:
            subject = watching.add_company(
                newsroom,
                name,
                who=me(),
                kind=kind,
                aliases=alias or (),
                terms=terms,
                ambiguous=ambiguous or (),
                context=context or (),
            )
        read_history(newsroom)
        listed = next(each for each in watching.list_watched(newsroom) if each.watched.id == subject.id)
    if as_json:
        print_json(listed)
    else:
        out.print(
            f"Watching {subject.subject.name} ({subject.subject.kind}): named in {listed.articles} stored articles, "
            f"{listed.figures} figures read."
        )


def read_history(newsroom: Newsroom) -> None:
    """Read the stored articles for subjects that wait for it, with a bar."""
    with progress_bar("reading history") as bar:

        def show(progress: HistoryProgress) -> None:
            bar(progress.done, progress.total)

        history_stage(newsroom, show)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List what is watched."""
    with opened() as newsroom:
        listed = watching.list_watched(newsroom)
    if as_json:
        print_json(listed)
        return
    rows = [
        (
            each.watched.id,
            each.watched.subject.name,
            each.watched.subject.kind,
            each.articles,
            each.figures,
            _history(each),
        )
        for each in listed
    ]
    columns = ("", "name", "kind", "articles", "figures", "history")
    table("", columns, rows, empty="Nothing is watched yet: `robowatch watch add Unitree`.")


def _history(listed: watching.Listed) -> str:
    watched = listed.watched
    return f"read to {watched.history_done} of {watched.history_total}" if watched.reading else "read"


@app.command("show")
def show(name: Name, as_json: Json = False) -> None:
    """Show a watched subject: its names, and how far its history is read."""
    with opened() as newsroom:
        watched = watching.show(newsroom, name)
    if as_json:
        print_json(watched)
        return
    subject = watched.subject
    out.print(f"[bold]{subject.name}[/bold] ({subject.kind}), watched since {watched.added:%Y-%m-%d}")
    out.print(f"terms: {written(subject.terms)}")
    for label, words in (("not", subject.exclude), ("ambiguous", subject.ambiguous), ("context", subject.context)):
        if words:
            out.print(f"{label}: {', '.join(words)}")


@app.command("remove")
def remove(name: Name) -> None:
    """Stop watching; the articles stay."""
    with opened() as newsroom:
        watched = watching.remove(newsroom, name, who=me())
    out.print(f"{watched.subject.name} is no longer watched. Its articles stay.")


@app.command("import")
def import_(
    file: Annotated[typer.FileText, typer.Argument(help="A CSV or a list of names; - for standard input.")],
) -> None:
    """Watch every subject of a file; what cannot be read is named, the rest is kept."""
    with opened() as newsroom:
        report = watching.import_list(newsroom, file.read(), who=me())
        read_history(newsroom)
    out.print(f"{len(report.added)} added, {len(report.known)} watched already, {len(report.failed)} not understood")
    if report.failed:
        table("", ("line", "why"), report.failed, empty="")
        raise typer.Exit(1)


@app.command("export")
def export(file: Annotated[Path | None, typer.Argument(help="Where to; standard output if left out.")] = None) -> None:
    """Write what is watched as a CSV that `import` reads back."""
    with opened() as newsroom:
        text = watching.export_list(newsroom)
    if file is None:
        sys.stdout.write(text)
    else:
        file.write_text(text, encoding="utf-8")


@app.command("suggest")
def suggest(text: Name, limit: Annotated[int, typer.Option(min=1, max=100)] = 10, as_json: Json = False) -> None:
    """Look a firm or market up in the built-in catalogue."""
    found = catalogue.suggest(text, limit)
    if as_json:
        print_json(found)
        return
    rows = [(each.name, each.kind, each.detail) for each in found]
    table(
        "", ("name", "kind", ""), rows, empty=f"The catalogue has nothing like {text!r}; add it by hand with --alias."
    )


def add_to(root: typer.Typer) -> None:
    """Add this family's commands."""
    root.add_typer(app, name="watch")
