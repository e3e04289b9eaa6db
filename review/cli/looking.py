"""`robowatch articles`, `figures` and `changes`: looking back."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from alerts.reasoning import reason_in_words
from alerts.wording import change_in_words, figure_in_words
from alerts.words import words
from review.cli.clock import Day, Now, day_of
from review.cli.room import me, opened
from review.cli.showing import Json, err, out, print_json, table
from review.verbs import articles, changes, export, figures
from review.verbs.figures import ShownFigure
from review.verbs.shapes import ArticleFilter, ChangeFilter, FigureFilter, ListedFigure

articles_app = typer.Typer(help="The stored articles.", no_args_is_help=True)
figures_app = typer.Typer(help="The figures that were read, and their corrections.", no_args_is_help=True)
changes_app = typer.Typer(help="What changed.", no_args_is_help=True)

Subject = Annotated[str, typer.Option(help="Only of this subject.")]
Metric = Annotated[str, typer.Option(help="Only of this metric, such as revenue.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")]
Note = Annotated[str, typer.Option(help="Why, for the record.")]
Number = Annotated[int, typer.Argument(help="Its number.")]


@articles_app.command("search", epilog='Example: `robowatch articles search "融资 -传闻" --lang zh --since 2025-01-01`')
def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases", -excluded, title:word; all must occur.')] = "",
    subject: Subject = "",
    source: Annotated[str, typer.Option(help="Only from this source.")] = "",
    lang: Annotated[str, typer.Option(help="Only in this language: en, zh.")] = "",
    since: Day = None,
    until: Day = None,
    limit: Limit = 30,
    as_json: Json = False,
) -> None:
    """Search the stored articles, newest first, in English and Chinese."""
    wanted = ArticleFilter(
        text=query,
        subject=subject,
        source=source,
        language=lang,
        since=day_of(since),
        until=day_of(until),
    )
    with opened() as newsroom:
        found = articles.search(newsroom, wanted, limit=limit, facets=False)
    listed = [each.article for each in found.articles]
    if as_json:
        print_json(listed)
    else:
        rows = [
            (each.id, each.day, each.outlet, each.title, ", ".join(each.subjects), each.figures or "")
            for each in listed
        ]
        table("", ("", "day", "outlet", "title", "about", "figures"), rows, empty="No article matches.")
    if found.next_before:
        total = f"{'more than ' if found.more else ''}{found.total:,}"
        err.print(f"The newest {len(listed)} of {total} articles; --limit shows more.")


@articles_app.command("show")
def show_article(number: Number, as_json: Json = False) -> None:
    """Show an article: its text, its figures, its versions and copies."""
    with opened() as newsroom:
        shown = articles.show(newsroom, number)
    if as_json:
        print_json(shown)
        return
    kept = shown.kept
    out.print(f"[bold]{kept.article.title}[/bold]")
    out.print(f"{kept.article.outlet}, {kept.day}, version {kept.version}, {kept.article.url}\n")
    out.print(kept.article.text, markup=False)
    out.print()
    _figure_table(shown.figures)
    if shown.copies:
        table("The same story", ("", "outlet", "day"), [(c.id, c.outlet, c.day) for c in shown.copies], empty="")


@articles_app.command("text")
def text(number: Number) -> None:
    """Print an article's title and text."""
    with opened() as newsroom:
        out.print(articles.text_of(newsroom, number), markup=False)


def _figure_table(listed: Sequence[ListedFigure]) -> None:
    rows = [_figure_row(each) for each in listed]
    columns = ("", "subject", "metric", "figure", "period", "status", "became", "outlet", "day")
    table("", columns, rows, empty="No figure matches.")


def _figure_row(listed: ListedFigure) -> tuple[Any, ...]:
    figure = listed.reported.figure
    metric = figure.metric + (" growth" if figure.measure == "growth" else "")
    if figure.scope:
        metric += f" ({figure.scope})"
    became = "rejected" if listed.rejected else "withdrawn" if listed.withdrawn else listed.role
    return (
        listed.id,
        figure.subject,
        metric,
        figure_in_words(words("en"), figure),
        figure.period,
        figure.status,
        became,
        listed.reported.outlet,
        listed.reported.published,
    )


@figures_app.command("list")
def list_figures(
    subject: Subject = "",
    metric: Metric = "",
    status: Annotated[str, typer.Option(help="actual, forecast or target")] = "",
    period: Annotated[str, typer.Option(help="2024, 2024-Q3, …")] = "",
    since: Day = None,
    until: Day = None,
    limit: Limit = 50,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: Json = False,
) -> None:
    """List figures, newest first."""
    wanted = FigureFilter(
        subject=subject,
        metric=metric,
        status=status,
        period=period,
        since=day_of(since),
        until=day_of(until),
    )
    with opened() as newsroom:
        found = figures.list_figures(newsroom, wanted, limit=limit)
    if as_csv:
        plain = [export.row_of(each) for each in found]
        writer = csv.DictWriter(sys.stdout, fieldnames=list(plain[0]) if plain else ["id"])
        writer.writeheader()
        writer.writerows(plain)
    elif as_json:
        print_json([export.row_of(each) for each in found])
    else:
        _figure_table(found)


@figures_app.command("show")
def show_figure(number: Number, as_json: Json = False) -> None:
    """Show a figure: quote, rules that read it, all outlets that report it, what people decided."""
    with opened() as newsroom:
        shown = figures.show(newsroom, number)
    _show_figure(shown, as_json=as_json)


def _show_figure(shown: ShownFigure, *, as_json: bool) -> None:
    if as_json:
        print_json(shown)
        return
    _figure_table([shown.figure])
    out.print(f"\n“{shown.figure.reported.figure.quote}”", markup=False)
    out.print(f"{shown.figure.title}, {shown.figure.url}", markup=False)
    for name, rule in shown.figure.reported.figure.rules:
        out.print(f"  {name}: {rule}", markup=False)
    if len(shown.sources) > 1:
        rows = [(s.id, s.reported.outlet, s.reported.published, s.reported.figure.quote) for s in shown.sources]
        table("Reported by", ("", "outlet", "day", "quote"), rows, empty="")
    if shown.decisions:
        decisions = [(f"{d.at:%Y-%m-%d %H:%M}", d.who, d.action, d.note) for d in shown.decisions]
        table("Decisions", ("when", "who", "what", "note"), decisions, empty="")


@figures_app.command("correct", epilog="Example: `robowatch figures correct 17 --set value=8.1e9 --set period=2025`")
def correct(
    number: Number,
    set_: Annotated[list[str], typer.Option("--set", help="field=value; may be repeated, empty for none.")],
    note: Note = "",
    who: Annotated[str, typer.Option(help="Whose decision it is.")] = "",
    as_json: Json = False,
) -> None:
    """Put fields of a figure right; its series is worked out anew, the original reading stays on record."""
    fields = dict(part.partition("=")[::2] for part in set_)
    with opened() as newsroom:
        shown = figures.correct(newsroom, number, fields, who=who or me(), note=note)
    _show_figure(shown, as_json=as_json)


@figures_app.command("reject")
def reject(
    number: Number,
    note: Note = "",
    who: Annotated[str, typer.Option(help="Whose decision it is.")] = "",
    as_json: Json = False,
) -> None:
    """Take a figure out of its series: the text does not say it."""
    with opened() as newsroom:
        shown = figures.reject(newsroom, number, who=who or me(), note=note)
    _show_figure(shown, as_json=as_json)


@figures_app.command("restore")
def restore(number: Number, note: Note = "", as_json: Json = False) -> None:
    """Bring a figure back as it was first read."""
    with opened() as newsroom:
        shown = figures.restore(newsroom, number, who=me(), note=note)
    _show_figure(shown, as_json=as_json)


@figures_app.command("export")
def export_figures(
    file: Annotated[Path, typer.Argument(help="Where to; .csv, .jsonl, .xlsx, or .zip with --labelled.")],
    labelled: Annotated[bool, typer.Option("--labelled", help="People's decisions as a labelled set.")] = False,
    subject: Subject = "",
    metric: Metric = "",
) -> None:
    """Export figures to a file."""
    with opened() as newsroom:
        if labelled:
            file.write_bytes(export.labelled_zip(newsroom))
        else:
            wanted = FigureFilter(subject=subject, metric=metric)
            with file.open("wb") as target:
                target.writelines(export.export(newsroom, wanted, file.suffix.lstrip(".")))
    out.print(f"written to {file}")


@changes_app.command("list")
def list_changes(
    subject: Subject = "",
    metric: Metric = "",
    kind: Annotated[str, typer.Option(help="first, movement, revision, outcome or event")] = "",
    since: Day = None,
    limit: Limit = 30,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """List what changed, newest first."""
    wanted = ChangeFilter(subjects=(subject,) if subject else (), metric=metric, kind=kind, since=day_of(since))
    with opened(now) as newsroom:
        page = changes.list_changes(newsroom, wanted, limit=limit)
    if as_json:
        print_json(page.changes)
        return
    w = words("en")
    rows = [
        (
            told.id,
            told.change.figure.published,
            told.change.kind,
            told.change.figure.figure.subject,
            told.change.figure.figure.metric,
            " ".join(part for part in change_in_words(w, told) if part),
            told.source.outlet,
        )
        for told in page.changes
    ]
    columns = ("", "day", "kind", "subject", "metric", "change", "outlet")
    table("", columns, rows, empty="Nothing has changed yet: `robowatch collect` visits the sources.")


@changes_app.command("show")
def show_change(number: Number, as_json: Json = False) -> None:
    """Show a change: the figure before, the reason in words, the quote and who else reports it."""
    with opened() as newsroom:
        shown = changes.show(newsroom, number)
    if as_json:
        print_json(shown)
        return
    told = shown.told
    out.print(" ".join(part for part in change_in_words(words("en"), told) if part), markup=False)
    w = words("en")
    out.print(f"{told.change.kind}: {reason_in_words(w, told.change.reason)}", markup=False)
    out.print(f"“{told.source.quote}” {told.source.outlet}, {told.source.published}, {told.source.url}", markup=False)


def add_to(root: typer.Typer) -> None:
    """Add this family's commands."""
    root.add_typer(articles_app, name="articles")
    root.add_typer(figures_app, name="figures")
    root.add_typer(changes_app, name="changes")
