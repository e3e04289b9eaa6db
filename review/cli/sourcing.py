"""`robowatch sources`: where news comes from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from models.errors import UsageError
from models.values import Poll, Selectors, Source
from review.cli.clock import Now
from review.cli.room import me, opened
from review.cli.showing import Json, out, print_json, table
from review.verbs import picking, sources, trying, undo
from review.verbs.catalogue import focus_named
from review.verbs.shapes import SourceFilter
from scheduler.newsroom import Newsroom

app = typer.Typer(help="Where news comes from.", no_args_is_help=True)

Url = Annotated[str, typer.Argument(help="The address of a feed, a section page, a sitemap or a site.")]
Focuses = Annotated[
    list[str],
    typer.Option(
        "--focus", help="A focus: medical (or surgical), humanoid, …", default_factory=list, show_default=False
    ),
]
Languages = Annotated[
    list[str], typer.Option("--lang", help="A language: en, zh, ja, ko.", default_factory=list, show_default=False)
]
Links = Annotated[str | None, typer.Option(help="CSS selector of article links on a section page.")]
Title = Annotated[str | None, typer.Option(help="CSS selector of an article's title.")]
Body = Annotated[str | None, typer.Option(help="CSS selector of an article's text.")]
Published = Annotated[str | None, typer.Option(help="CSS selector of the date of publication.")]
Author = Annotated[str | None, typer.Option(help="CSS selector of the author.")]
Name = Annotated[str, typer.Argument(help="Its name, number or address.")]


@app.command(
    "add",
    epilog="Examples: `robowatch sources add https://example.com/feed` finds the feed of a site, too; "
    "`robowatch sources add --focus surgical --lang en --lang zh` follows a group of the catalogue.",
)
def add(
    focus: Focuses,
    lang: Languages,
    fill: Annotated[
        list[str],
        typer.Option(help="A slot of the address and its value: cik=ISRG.", default_factory=list, show_default=False),
    ],
    url: Annotated[str, typer.Argument(help="The address of a feed, a section page, a sitemap or a site.")] = "",
    name: Annotated[str, typer.Option(help="What to call it; the feed's own title if left out.")] = "",
    kind: Annotated[str, typer.Option(help="feed, section or sitemap; found out if left out.")] = "",
    language: Annotated[str, typer.Option(help="en, zh, …")] = "",
    interval: Annotated[int | None, typer.Option(help="Minutes between visits.")] = None,
    links: Links = None,
    title: Title = None,
    body: Body = None,
    published: Published = None,
    author: Author = None,
    only: Annotated[bool, typer.Option("--only", help="With a group: pause the catalogue's other sources.")] = False,
    verified: Annotated[bool, typer.Option("--verified", help="With a group: only verified addresses.")] = False,
) -> None:
    """Add a source, or a group of the catalogue's by focus and language; it is visited in the next round."""
    with opened() as newsroom:
        if focus or lang:
            if url:
                raise typer.BadParameter("give an address, or a focus and a language, not both")
            picked = picking.pick(newsroom, focus, lang, only=only, verified_only=verified, who=me())
            _tell_picked(picked)
            return
        if not url:
            raise typer.BadParameter("give an address, or a group of the catalogue: --focus surgical --lang en")
        selectors = _selectors(Selectors(), links, title, body, published, author)
        source = _described(newsroom, url, kind, selectors, fill)
        source = replace(
            source, name=name or source.name, language=language or source.language, interval_minutes=interval
        )
        kept = sources.add(newsroom, source, who=me())
    out.print(f"{kept.name} ({kept.kind}) is added: {kept.url}", markup=False)


def _tell_picked(picked: picking.Picked) -> None:
    followed = len(picked.added) + len(picked.resumed)
    out.print(f"{followed} more followed, {len(picked.already)} were already, {len(picked.paused)} paused")
    for name in (*picked.added, *picked.resumed):
        out.print(f"  + {name}", markup=False)
    for name in picked.paused:
        out.print(f"  - {name}", markup=False)
    if picked.to_fill:
        out.print(f"left out, for their addresses must be filled in: {', '.join(picked.to_fill)}", markup=False)
    if picked.number:
        out.print(f"`robowatch sources undo {picked.number}` takes it back.")


def _described(newsroom: Newsroom, url: str, kind: str, selectors: Selectors, fill: Sequence[str] = ()) -> Source:
    """Return the source at an address: what the user says it is, or the best that the site offers."""
    if fill or "{" in url:
        return replace(sources.filled_in(url, fill, kind=kind), selectors=selectors)
    if kind:
        return sources.described(url, kind=kind, selectors=selectors)
    return replace(asyncio.run(trying.offered_at(newsroom, url))[0].source, selectors=selectors)


@app.command("catalogue")
def catalogue(focus: Focuses, lang: Languages, as_json: Json = False) -> None:
    """Show the catalogue: its groups, or the sources of some, each with whether its address was verified."""
    with opened() as newsroom:
        if focus or lang:
            found = picking.offered(newsroom, focus, lang)
            if as_json:
                print_json(found)
                return
            table(
                "",
                ("name", "lang", "focus", "address", "here", ""),
                [_offered(each) for each in found],
                empty="The catalogue has none.",
            )
            return
        groups = picking.groups(newsroom)
    if as_json:
        print_json(groups)
        return
    rows = [(g.focus, g.language, len(g.sources), g.verified, g.visited) for g in groups]
    table("", ("focus", "lang", "sources", "verified", "followed"), rows, empty="")
    out.print("`robowatch sources add --focus FOCUS --lang LANG` follows a group, `pause` with the same pauses it.")


def _offered(offered: picking.OfferedSource) -> tuple[object, ...]:
    source = offered.source
    verified = "verified" if source.verified else "not verified"
    here = "followed" if offered.visited else f"fill in {', '.join(offered.to_fill)}" if offered.to_fill else ""
    return source.name, source.language, " ".join(source.focus), verified, here, source.url


@app.command("undo")
def undo_(number: Annotated[int, typer.Argument(help="As `add` or `pause` of a group named it.")]) -> None:
    """Take the choice of a group back: what it added goes, the others are as they were."""
    with opened() as newsroom:
        undo.undo(newsroom, number, who=me(), actions=("source.pick", "source.remove"))
    out.print("It is taken back.")


@app.command("list")
def list_(
    focus: Annotated[str, typer.Option(help="Only of this focus: medical, humanoid, industrial, …")] = "",
    language: Annotated[str, typer.Option("--language", "--lang", help="Only in this language.")] = "",
    state: Annotated[str, typer.Option(help="Only these: failing, gone, silent, undated, fine, never, paused.")] = "",
    enabled: Annotated[bool, typer.Option("--enabled", help="Only those that are visited.")] = False,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """List the sources, how each last did and when it is next visited."""
    wanted = SourceFilter(
        states=(state,) if state else (),
        focuses=(_focus(focus),) if focus else (),
        languages=(language,) if language else (),
    )
    with opened(now) as newsroom:
        found = [poll for poll in sources.list_sources(newsroom, wanted) if poll.source.enabled or not enabled]
    if as_json:
        print_json(found)
        return
    columns = ("", "name", "kind", "lang", "focus", "address", "last", "state", "next visit")
    table("", columns, [_row(poll) for poll in found], empty="No source matches; `robowatch sources add URL` adds one.")


def _focus(word: str) -> str:
    """Return the focus that a word stands for, or the word itself: a person's own sources may have any."""
    try:
        return focus_named(word).key
    except UsageError:
        return word


def _row(poll: Poll) -> tuple[object, ...]:
    source, state = poll.source, poll.state
    if not source.enabled:
        following = "paused"
    elif state.retired:
        following = "retired"
    else:
        following = f"{state.next_poll:%Y-%m-%d %H:%M}" if state.next_poll else "at once"
    verified = "verified" if source.verified else ""
    focus = " ".join(source.focus)
    return (
        source.id,
        source.name,
        source.kind,
        source.language,
        focus,
        verified,
        state.last_kind,
        sources.state_of(poll),
        following,
    )


@app.command("show")
def show(name: Name, now: Now = None, as_json: Json = False) -> None:
    """Show a source: its last visits, how it has been doing, and why it is next visited when it is."""
    with opened(now) as newsroom:
        shown = sources.show(newsroom, name)
    if as_json:
        print_json(shown)
        return
    source, state, health = shown.source, shown.state, shown.health
    how = sources.state_of(Poll(source=source, state=state))
    since = f" since {state.health_since:%Y-%m-%d %H:%M} UTC" if state.health_since and source.enabled else ""
    out.print(f"[bold]{source.name}[/bold] ({source.kind}) {source.url}")
    verified = "seen in a public source" if source.verified else "not verified"
    if state.last_success:
        verified += f", it last answered on {state.last_success:%Y-%m-%d}"
    out.print(f"language {source.language or '?'}, focus {' '.join(source.focus) or '?'}, address {verified}")
    out.print(f"state: {how}{since}")
    if source.note:
        out.print(source.note, markup=False)
    out.print(
        f"since {health.since:%Y-%m-%d}: visited {health.visits} times, {health.unchanged} unchanged, "
        f"{health.failed} failed, {health.entries} new entries"
    )
    due = f"{state.next_poll:%Y-%m-%d %H:%M} UTC" if state.next_poll else "at once"
    out.print(f"next visit: {due}" + (f", because {state.reason}" if state.reason else ""), markup=False)
    rows = [(f"{v.at:%Y-%m-%d %H:%M}", v.kind, v.status, v.entries, v.fresh, v.detail) for v in shown.visits]
    table("Last visits", ("at", "what", "status", "entries", "new", ""), rows, empty="Not visited yet.")


@app.command("test")
def test(
    url: Url,
    kind: Annotated[str, typer.Option(help="feed, section or sitemap; found out if left out.")] = "",
    links: Links = None,
    title: Title = None,
    body: Body = None,
    published: Published = None,
    author: Author = None,
    as_json: Json = False,
) -> None:
    """Show what a source would bring, without keeping anything."""
    with opened() as newsroom:
        selectors = _selectors(Selectors(), links, title, body, published, author)
        source = _described(newsroom, url, kind, selectors)
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


@app.command("change", epilog="Example: `robowatch sources change Outlet --url https://example.com/new-feed`")
def change(
    name: Name,
    url: Annotated[str | None, typer.Option(help="Its new address; what it brought so far stays with it.")] = None,
    new_name: Annotated[str | None, typer.Option("--name", help="What to call it.")] = None,
    kind: Annotated[str | None, typer.Option(help="feed, section or sitemap.")] = None,
    language: Annotated[str | None, typer.Option(help="en, zh, …")] = None,
    focus: Annotated[str | None, typer.Option(help="What it is about, several parted by commas.")] = None,
    interval: Annotated[int | None, typer.Option(help="Minutes between visits; 0 leaves it to us.")] = None,
    links: Links = None,
    title: Title = None,
    body: Body = None,
    published: Published = None,
    author: Author = None,
) -> None:
    """Change a source; what is not named stays as it is, and an empty selector is forgotten."""
    with opened() as newsroom:
        source = sources.show(newsroom, name).source
        given = {"url": url, "name": new_name, "kind": kind, "language": language}
        changes: dict[str, object] = {key: value.strip() for key, value in given.items() if value is not None}
        if focus is not None:
            changes["focus"] = tuple(word.strip() for word in focus.split(",") if word.strip())
        if interval is not None:
            changes["interval_minutes"] = interval or None
        selectors = _selectors(source.selectors, links, title, body, published, author)
        if selectors != source.selectors:
            changes["selectors"] = selectors
        if not changes:
            raise typer.BadParameter("name what to change: --url, --name, --published, …")
        changed = sources.change(newsroom, str(source.id), changes, who=me())
    out.print(f"{changed.name} is changed; it is visited in the next round.", markup=False)


def _selectors(
    before: Selectors, links: str | None, title: str | None, body: str | None, published: str | None, author: str | None
) -> Selectors:
    given = {"links": links, "title": title, "body": body, "published": published, "author": author}
    return replace(before, **{name: selector for name, selector in given.items() if selector is not None})


@app.command("pause", epilog="Example: `robowatch sources pause --focus business` pauses a group of the catalogue.")
def pause(
    focus: Focuses,
    lang: Languages,
    name: Annotated[str, typer.Argument(help="Its name, number or address.")] = "",
) -> None:
    """Leave a source, or a group of the catalogue's, unvisited until it is resumed."""
    with opened() as newsroom:
        if focus or lang:
            _tell_picked(picking.drop(newsroom, focus, lang, who=me()))
        elif name:
            out.print(f"{sources.pause(newsroom, name, who=me()).name} is paused.", markup=False)
        else:
            raise typer.BadParameter("name a source, or a group of the catalogue: --focus business --lang en")


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
