"""`run`, `collect` and `demo`: the service, one round by hand, and the whole loop on the sample newsroom."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer

from models.errors import UsageError
from models.settings import load_settings
from models.values import Visit
from review.cli.clock import Now, clock_at
from review.cli.showing import Json, err, out, print_json, progress_bar, table
from review.verbs.doors import check_doors
from review.verbs.first_run import load_catalogue, sample_subjects
from review.verbs.sources import sources_named
from scheduler.collecting import RoundReport, run_round
from scheduler.demo import DemoReport, run_demo
from scheduler.jobs import JOBS, Job
from scheduler.journal import keep_journal
from scheduler.newsroom import Newsroom, open_newsroom
from scheduler.service import serve

Host = Annotated[str, typer.Option(help="The address to listen on; others than loopback need a user.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port of the pages.")]


def run(host: Host = "127.0.0.1", port: Port = 8080) -> None:
    """Start the service: the timetable, and the pages on http://HOST:PORT. Ctrl-C ends it."""
    keep_journal()
    with open_newsroom(load_settings()) as newsroom:
        check_doors(newsroom, host)
        _prepare(newsroom)
        err.print(f"Robowatch is at http://{host}:{port} (its files in {newsroom.settings.home}); Ctrl-C ends it.")
        _serve(newsroom, host, port)


def _serve(newsroom: Newsroom, host: str, port: int, jobs: Iterable[Job] = JOBS.values()) -> None:
    from review.web.app import create_app  # noqa: PLC0415 - takes a second that other commands need not wait for

    asyncio.run(serve(newsroom, create_app(newsroom), host=host, port=port, jobs=jobs))


def _prepare(newsroom: Newsroom) -> None:
    first = load_catalogue(newsroom)
    if first and (first.sources or first.subjects):
        err.print(
            f"A new store: {first.sources} sources of the catalogue, {first.subjects} subjects watched to begin with."
        )


def collect(
    source: Annotated[list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Visit the sources that are due once, match and measure what is new, and print a report."""
    keep_journal()
    with open_newsroom(load_settings(), clock_at(now)) as newsroom:
        _prepare(newsroom)
        report = asyncio.run(_one_round(newsroom, source or []))
    if as_json:
        print_json(report)
    else:
        _print_report(report)
    if report.stopped or report.failures:
        raise typer.Exit(1)


async def _one_round(newsroom: Newsroom, names: list[str]) -> RoundReport:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with progress_bar("visiting") as bar:
        total, done = 0, 0

        def started(count: int) -> None:
            nonlocal total
            total = count
            bar(0, total)

        def visited(_visit: Visit) -> None:
            nonlocal done
            done += 1
            bar(done, total)

        sources = sources_named(newsroom, names)
        report = await run_round(newsroom, sources, stop=stop, started=started, progress=visited)
    return report or RoundReport()


def _print_report(report: RoundReport) -> None:
    if not report.visited and not report.changes:
        out.print("Nothing was due. `robowatch sources list` shows when each source is; name one with --source.")
    out.print(
        f"visited {report.visited}, unchanged {report.unchanged}, new {report.new}, edited {report.edited}, "
        f"set aside {report.set_aside}, changes of figures {report.changes}, failed {len(report.failures)}"
    )
    if report.failures:
        table("Failed", ("source", "why"), report.failures, empty="")
    if report.asides:
        causes = Counter(why.partition(":")[0] for _, why in report.asides)
        out.print("Set aside: " + ", ".join(f"{count} {cause}" for cause, count in causes.most_common()))
    if report.stopped:
        out.print("Stopped by hand: what is kept stays, the rest is due at once.")


def demo(
    port: Port = 8080,
    keep: Annotated[Path | None, typer.Option(help="Keep the demo's store and letters in this folder.")] = None,
    pages: Annotated[bool, typer.Option("--pages/--no-pages", help="Open the pages at the end.")] = True,
) -> None:
    """Show the whole loop in about a minute, without a network: three weeks of a made-up newsroom."""
    keep_journal(level=_WARNINGS)
    home = keep or Path(mkdtemp(prefix="robowatch-demo-"))
    if keep and (keep / "robowatch.db").exists():
        msg = f"{keep} holds a store already; name a new folder with --keep"
        raise UsageError(msg)
    settings = load_settings(
        home=home,
        allow_networks="127.0.0.0/8",
        spacing=0,
        base_url=f"http://127.0.0.1:{port}",
        database_url="",
        smtp_url="",
    )
    with progress_bar("three weeks of news") as bar:
        report = run_demo(settings, sample_subjects(), bar)
    _print_demo(report)
    if pages:
        with open_newsroom(settings, report.clock) as newsroom:
            err.print(f"The pages are open at http://127.0.0.1:{port}; Ctrl-C ends the demo.")
            _serve(newsroom, "127.0.0.1", port, jobs=())  # the news is over, and so is its clock


_WARNINGS = 30  # the level of the log at which a demo stays readable


def _print_demo(report: DemoReport) -> None:
    out.print(
        f"{report.rounds} rounds visited {report.visits} times, kept {report.articles} articles "
        f"and read {report.figures} figures, which made {report.changes} changes."
    )
    table("Letters", ("written", "to", "subject"), report.letters, empty="No letter was due.")
    out.print(f"They are in {report.folder}")


def add_to(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("run")(run)
    app.command("collect")(collect)
    app.command("demo")(demo)
