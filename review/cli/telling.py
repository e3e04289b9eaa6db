"""`robowatch subscribers` and `digest`: who gets letters, and the letters."""

from __future__ import annotations

import asyncio
from datetime import time
from typing import Annotated, Any

import typer

from models.values import AlertRule, Subscriber
from review.cli.clock import Day, Now, day_of
from review.cli.room import me, opened
from review.cli.showing import Json, out, print_json, table
from review.verbs import letters, subscribers
from review.verbs.shapes import ArchivedLetter, LetterFilter, LetterState
from review.verbs.subscribers import checked_email, hour_of
from scheduler.letters import deliver_letters, send_now, test_mail, write_letters

people = typer.Typer(help="Who gets letters.", no_args_is_help=True)
digests = typer.Typer(help="The letters: next, sent, and how they are sent.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The address.")]
_PERCENT = "%"


@people.command(
    "add", epilog="Example: `robowatch subscribers add me@example.com --every day --at 08:00 --tz Asia/Shanghai`"
)
def add(
    email: Email,
    every: Annotated[str, typer.Option(help="instant, hour, day or week")] = "day",
    at: Annotated[str, typer.Option(help="The reader's hour, 08:00.")] = "08:00",
    tz: Annotated[str, typer.Option(help="The reader's time zone.")] = "UTC",
    weekday: Annotated[int, typer.Option(min=0, max=6, help="Day of weekly letters; 0 is Monday.")] = 0,
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
    name: Annotated[str, typer.Option(help="How the reader is called.")] = "",
    subject: Annotated[list[str] | None, typer.Option(help="Only this subject; may be repeated.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="Only this metric; may be repeated.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind of change; may be repeated.")] = None,
    min_change: Annotated[str, typer.Option(help="Smallest change: 5% or an amount.")] = "",
    min_sources: Annotated[int, typer.Option(min=1, help="Outlets that must report it.")] = 1,
    min_confidence: Annotated[float, typer.Option(min=0, max=1)] = 0.0,
    direction: Annotated[str, typer.Option(help="any, up or down")] = "any",
    channel: Annotated[list[str] | None, typer.Option(help="An Apprise address besides email.")] = None,
    quiet: Annotated[str, typer.Option(help="Hours without letters, 22:00-07:00.")] = "",
    empty: Annotated[bool, typer.Option("--send-empty", help="Also when there is nothing to tell.")] = False,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="Do not ask the address to confirm first.")] = False,
    now: Now = None,
) -> None:
    """Add a subscriber; the address is asked to confirm unless --confirmed."""
    rule = {
        "subjects": tuple(subject or ()),
        "metrics": tuple(metric or ()),
        "kinds": tuple(kind or ()),
        "min_sources": min_sources,
        "min_confidence": min_confidence,
        "direction": direction,
        **_smallest(min_change),
    }
    quiet_from, quiet_until = _quiet(quiet)
    subscriber = Subscriber(
        email=checked_email(email),
        name=name,
        language=language,  # type: ignore[arg-type]
        cadence=every,  # type: ignore[arg-type]
        at=hour_of(at),
        weekday=weekday,
        zone=tz,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        rules=(subscribers.rule_from_plain(rule),) if rule != _plain_default() else (),
        channels=tuple(channel or ()),
        send_empty=empty,
        confirmed=confirmed,
    )
    with opened(now) as newsroom:
        reader = subscribers.add(newsroom, subscriber, who=me())
    asked = "" if confirmed else " A letter asks the address to confirm; nothing else is sent before."
    out.print(f"{reader.subscriber.email} gets a letter every {every}.{asked}", markup=False)


def _plain_default() -> dict[str, Any]:
    rule = AlertRule()
    names = ("subjects", "metrics", "kinds", "min_sources", "min_confidence", "direction")
    return {name: getattr(rule, name) for name in names}


def _smallest(text: str) -> dict[str, float]:
    if not text:
        return {}
    try:
        value = float(text.removesuffix(_PERCENT))
    except ValueError as error:
        msg = f"{text!r} is no change; write 5% or an amount such as 1e6"
        raise typer.BadParameter(msg) from error
    return {"min_percent": value} if text.endswith(_PERCENT) else {"min_absolute": value}


def _quiet(text: str) -> tuple[time | None, time | None]:
    if not text:
        return None, None
    start, _, end = text.partition("-")
    return hour_of(start), hour_of(end)


@people.command("list")
def list_(as_json: Json = False) -> None:
    """List the subscribers."""
    with opened() as newsroom:
        readers = subscribers.list_subscribers(newsroom)
    if as_json:
        print_json(readers)
        return
    rows = []
    for reader in readers:
        who = reader.subscriber
        state = "paused" if who.paused else "" if who.confirmed else "not confirmed"
        following = reader.next_letter and f"{reader.next_letter:%Y-%m-%d %H:%M} UTC"
        rows.append((who.email, who.cadence, f"{who.at:%H:%M}", who.zone, len(who.rules) or "all", following, state))
    columns = ("email", "every", "at", "zone", "rules", "next letter", "")
    table("", columns, rows, empty="Nobody yet: `robowatch subscribers add you@example.com --confirmed`.")


@people.command("show")
def show(email: Email, as_json: Json = False) -> None:
    """Show a subscriber with rules and secret links."""
    with opened() as newsroom:
        reader = subscribers.show(newsroom, email)
        links = subscribers.links_of(newsroom, reader.subscriber)
    if as_json:
        print_json({"reader": reader, "links": links})
        return
    who = reader.subscriber
    out.print(f"{who.email}: every {who.cadence} at {who.at:%H:%M} {who.zone}, {who.language}", markup=False)
    for rule in who.rules:
        out.print(f"rule {rule.id}: {rule}", markup=False)
    out.print(f"feed: {links.feed}\nsettings: {links.settings}\nunsubscribe: {links.unsubscribe}", markup=False)


@people.command("pause")
def pause(email: Email) -> None:
    """Stop a subscriber's letters until they are resumed."""
    with opened() as newsroom:
        subscribers.pause(newsroom, email, who=me())
    out.print(f"{email} gets no letters until `robowatch subscribers resume {email}`.", markup=False)


@people.command("resume")
def resume(email: Email) -> None:
    """Let a paused subscriber have letters again."""
    with opened() as newsroom:
        subscribers.resume(newsroom, email, who=me())
    out.print(f"{email} gets letters again.", markup=False)


@people.command("remove")
def remove(email: Email) -> None:
    """Forget a subscriber."""
    with opened() as newsroom:
        subscribers.remove(newsroom, email, who=me())
    out.print(f"{email} is removed.", markup=False)


@digests.command("preview")
def preview(
    email: Email,
    html: Annotated[bool, typer.Option("--html", help="Print the HTML part.")] = False,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Print the letter a subscriber would get now; nothing is sent or marked as told."""
    with opened(now) as newsroom:
        shown = letters.preview(newsroom, email)
    if as_json:
        print_json({"subject": shown.letter.subject, "text": shown.letter.text, "lines": len(shown.digest.lines)})
    elif html:
        out.print(shown.letter.html, markup=False, soft_wrap=True)
    else:
        out.print(f"Subject: {shown.letter.subject}\n", markup=False)
        out.print(shown.letter.text, markup=False, soft_wrap=True)


@digests.command("send")
def send(
    to: Annotated[str, typer.Option("--to", help="Only this subscriber, due or not.")] = "",
    now: Now = None,
    as_json: Json = False,
) -> None:
    """Write the letters that are due and deliver what is in the outbox."""
    with opened(now) as newsroom:
        written = send_now(newsroom, subscribers.show(newsroom, to).subscriber.id) if to else write_letters(newsroom)
        outcomes = asyncio.run(deliver_letters(newsroom))
    if as_json:
        print_json({"written": written, **outcomes})
    else:
        told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()) or "nothing to deliver"
        out.print(f"{written} written; {told}")
    if outcomes.get("retry") or outcomes.get("refused"):
        raise typer.Exit(1)


@digests.command("history", epilog='Example: `robowatch digest history --search "Unitree 营收" --since 2025-01-01`')
def history(
    email: Annotated[str, typer.Argument()] = "",
    search: Annotated[str, typer.Option(help='Words of subject and text, "phrases", -excluded.')] = "",
    state: Annotated[LetterState | None, typer.Option(help="What became of it.")] = None,
    since: Day = None,
    until: Day = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 30,
    as_json: Json = False,
) -> None:
    """List the letters, newest first."""
    wanted = LetterFilter(
        text=search,
        email=email,
        state=state or "",
        since=day_of(since),
        until=day_of(until),
    )
    with opened() as newsroom:
        found = letters.history(newsroom, wanted, limit=limit)
    if as_json:
        print_json([_plain(each) for each in found])
        return
    rows = [
        (
            each.letter.id,
            f"{each.letter.created:%Y-%m-%d %H:%M}",
            each.letter.recipient,
            each.letter.subject,
            each.state,
        )
        for each in found
    ]
    empty = "No letter fits." if wanted != LetterFilter() else "No letter has been written yet."
    table("", ("", "written", "to", "subject", "state"), rows, empty=empty)


def _plain(each: ArchivedLetter) -> dict[str, Any]:
    letter = each.letter
    names = ("id", "created", "recipient", "subject", "message_id", "channel", "attempts")
    return {name: getattr(letter, name) for name in names} | {"state": each.state, "due": each.due}


@digests.command("show")
def show_letter(number: Annotated[int, typer.Argument()], as_json: Json = False) -> None:
    """Print a letter as it was sent, with its receipts."""
    with opened() as newsroom:
        found = letters.show(newsroom, number)
    if as_json:
        print_json(_plain(found) | {"text": found.letter.text, "receipts": found.receipts})
        return
    out.print(f"To: {found.letter.recipient}\nSubject: {found.letter.subject}\n", markup=False)
    out.print(found.letter.text, markup=False, soft_wrap=True)
    rows = [(f"{r.at:%Y-%m-%d %H:%M}", r.outcome, r.detail) for r in found.receipts]
    table("Receipts", ("at", "outcome", ""), rows, empty="Not delivered yet.")


@digests.command("test")
def test(to: Annotated[str, typer.Option("--to", help="Where the sample goes.")]) -> None:
    """Send a sample letter through the configured server, and explain an error in words."""
    with opened() as newsroom:
        receipt = asyncio.run(test_mail(newsroom, checked_email(to)))
    out.print(f"{receipt.outcome}: {receipt.detail}", markup=False)
    if receipt.outcome != "delivered":
        raise typer.Exit(1)


def add_to(root: typer.Typer) -> None:
    """Add this family's commands."""
    root.add_typer(people, name="subscribers")
    root.add_typer(digests, name="digest")
