"""`robowatch sources`: where news comes from."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from models.values import Poll, Selectors, Source
from review.cli.clock import Now
from review.cli.room import me, opened
from review.cli.showing import Json, out, print_json, table
from review.verbs import sources, trying
from scheduler.newsroom import Newsroom

app = typer.Typer(help="Where news comes from.", no_args_is_help=True)

Url = Annotated[str, typer.Argument(help="The address of a feed, a section page, a sitemap or a site.")]
Name = Annotated[str, typer.Argument(help="Its name, number or address.")]


@app.command("add", epilog="Example: `robowatch sources add https://example.com/feed` finds the feed of a site, too.")
def add(
    url: Url,
    name: Annotated[str, typer.Option(help="What to call it; the feed's own title if left out.")] = "",
    kind: Annotated[str, typer.Option(help="feed, section or sitemap; found out if left out.")] = "",
    language: Annotated[str, typer.Option(help="en, zh, …")] = "",
    interval: Annotated[int | None, typer.Option(help="Minutes between visits.")] = None,
    links: Annotated[str, typer.Option(help="CSS selector of article links on a section page.")] = "",
    body: Annotated[str, typer.Option(help="CSS selector of an article's text.")] = "",
) -> None:
    """Add a source; it is visited in the next round."""
    selectors = Selectors(links=links, body=body)
    with opened() as newsroom:
        source = _described(newsroom, url, kind, selectors)
        source = replace(
            source, name=name or source.name, language=language or source.language, interval_minutes=interval
        )
        kept = sources.add(newsroom, source, who=me())
    out.print(f"{kept.name} ({kept.kind}) is added: {kept.url}", markup=False)


def _described(newsroom: Newsroom, url: str, kind: str, selectors: Selectors) -> Source:
    """Return the source at an address: what the user says it is, or the best that the site offers."""
    if kind:
        return sources.described(url, kind=kind, selectors=selectors)
    return replace(asyncio.run(trying.offered_at(newsroom, url))[0].source, selectors=selectors)


@app.command("list")
def list_(
    focus: Annotated[str, typer.Option(help="Only of this focus: medical, humanoid, industrial, …")] = "",
    language: Annotated[str, typer.Option(help="Only in this language.")] = "",
    enabled: Annotated[bool, typer.Option("--enabled", help="Only those that are visited.")] = False,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """List the sources, how each last did and when it is next visited."""
    with opened(now) as newsroom:
        found = [
            poll
            for poll in sources.list_sources(newsroom)
            if (not focus or focus in poll.source.focus)
            and (not language or poll.source.language == language)
            and (poll.source.enabled or not enabled)
        ]
    if as_json:
        print_json(found)
        return
    columns = ("", "name", "kind", "lang", "focus", "last", "next visit")
    table("", columns, [_row(poll) for poll in found], empty="No source matches; `robowatch sources add URL` adds one.")


def _row(poll: Poll) -> tuple[object, ...]:
    source, state = poll.source, poll.state
    if not source.enabled:
        following = "paused"
    elif state.retired:
        following = "retired"
    else:
        following = f"{state.next_poll:%Y-%m-%d %H:%M}" if state.next_poll else "at once"
    return source.id, source.name, source.kind, source.language, " ".join(source.focus), state.last_kind, following


@app.command("show")
def show(name: Name, now: Now = None, as_json: Json = False) -> None:
    """Show a source: its last visits, how it has been doing, and why it is next visited when it is."""
    with opened(now) as newsroom:
        shown = sources.show(newsroom, name)
    if as_json:
        print_json(shown)
        return
    source, state, health = shown.source, shown.state, shown.health
    out.print(f"[bold]{source.name}[/bold] ({source.kind}) {source.url}")
    verified = "seen in a public source" if source.verified else "not verified"
    out.print(f"language {source.language or '?'}, focus {' '.join(source.focus) or '?'}, address {verified}")
    if source.note:
        out.print(source.note, markup=False)
    out.print(
        f"since {health.since:%Y-%m-%d}: {health.visits} visits, {health.unchanged} unchanged, {health.failed} failed, "
        f"{health.entries} new entries"
    )
    due = f"{state.next_poll:%Y-%m-%d %H:%M} UTC" if state.next_poll else "at once"
    out.print(f"next visit: {due}" + (f", because {state.reason}" if state.reason else ""), markup=False)
    rows = [(f"{v.at:%Y-%m-%d %H:%M}", v.kind, v.status, v.entries, v.fresh, v.detail) for v in shown.visits]
    table("Last visits", ("at", "what", "status", "entries", "new", ""), rows, empty="Not visited yet.")


@app.command("test")
def test(
    url: Url,
    kind: Annotated[str, typer.Option(help="feed, section or sitemap; found out if left out.")] = "",
    links: Annotated[str, typer.Option(help="CSS selector of article links on a section page.")] = "",
    body: Annotated[str, typer.Option(help="CSS selector of an article's text.")] = "",
    as_json: Json = False,
) -> None:
    """Show what a source would bring, without keeping anything."""
    with opened() as newsroom:
        source = _described(newsroom, url, kind, Selectors(links=links, body=body))
        trial = asyncio.run(trying.tried(newsroom, source))
    if as_json:
        print_json({"source": source, "visit": trial.visit, "entries": trial.entries, "articles": trial.articles})
        return
    visit = trial.visit
    out.print(f"{source.kind} {visit.url or source.url}: {visit.kind} {visit.detail}", markup=False)
    rows = [(entry.published and f"{entry.published:%Y-%m-%d %H:%M}", entry.title) for entry in trial.entries[:20]]
    table(f"{len(trial.entries)} entries, the first of them", ("published", "title"), rows, empty="No entry.")
    for article in trial.articles:
        date = f"{article.published:%Y-%m-%d} (from the {article.published_origin})" if article.published else "no date"
        out.print(f"\n[bold]{escape(article.title)}[/bold]\n{date}, {escape(article.author or 'no author')}")
        out.print(article.text[:600], markup=False)
    for aside in trial.asides:
        out.print(f"\nno article: {aside.entry.url}: {aside.detail}", markup=False)


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(help="An OPML file.", exists=True, dir_okay=False)]) -> None:
    """Add the feeds of an OPML file."""
    with opened() as newsroom:
        report = sources.import_opml(newsroom, file.read_bytes(), who=me())
    out.print(f"{len(report.added)} added, {len(report.failed)} not")
    if report.failed:
        table("", ("feed", "why not"), report.failed, empty="")
        raise typer.Exit(1)


@app.command("export")
def export(file: Annotated[Path, typer.Argument(help="Where to write the OPML file.")]) -> None:
    """Write all sources as OPML."""
    with opened() as newsroom:
        file.write_bytes(sources.export_opml(newsroom))
    out.print(f"written to {file}")


@app.command("pause")
def pause(name: Name) -> None:
    """Leave a source unvisited until it is resumed."""
    with opened() as newsroom:
        out.print(f"{sources.pause(newsroom, name, who=me()).name} is paused.", markup=False)


@app.command("resume")
def resume(name: Name) -> None:
    """Visit a paused source again."""
    with opened() as newsroom:
        out.print(f"{sources.resume(newsroom, name, who=me()).name} is visited again.", markup=False)


@app.command("remove")
def remove(name: Name) -> None:
    """Forget a source; its articles stay."""
    with opened() as newsroom:
        out.print(f"{sources.remove(newsroom, name, who=me()).name} is removed. Its articles stay.", markup=False)


def add_to(root: typer.Typer) -> None:
    """Add this family's commands."""
    root.add_typer(app, name="sources")
