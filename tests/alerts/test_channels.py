"""A letter reaches a chat channel as text; what speaks to the machine itself is no channel."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from alerts.deliver import deliver
from alerts.digest import compose_digest
from alerts.links import Links
from alerts.render import render_letter
from alerts.transports.channels import ChannelTransport, check_channel, for_channel
from models.errors import UsageError
from models.values import Letter
from tests.alerts.samples import NOW, SETTINGS, reader, seed


class Hook(ThreadingHTTPServer):
    """A webhook on loopback that keeps what it is sent."""

    status = 200
    posts: list[dict[str, str]]

    @property
    def channel(self) -> str:
        return f"json://127.0.0.1:{self.server_port}/hook?token=hush"


class _Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append(json.loads(body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook(("127.0.0.1", 0), _Handler)
    server.posts = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def letter_for(channel: str) -> Letter:
    digest = compose_digest(reader(), [seed()], since=None, until=NOW)
    return for_channel(render_letter(digest, settings=SETTINGS, links=Links.of(SETTINGS)), channel, SETTINGS)


def test_a_webhook_gets_the_subject_and_the_text(hook: Hook) -> None:
    receipt = asyncio.run(deliver(letter_for(hook.channel), ChannelTransport(), NOW))
    assert receipt.outcome == "delivered"
    assert hook.posts[0]["title"] == "Beijing medical robots market size forecast +16%"
    assert "7 → 8.1 billion yuan, +16%" in hook.posts[0]["message"]


def test_a_channel_that_does_not_take_it_is_tried_again_without_telling_its_token(hook: Hook) -> None:
    hook.status = 503
    receipt = asyncio.run(deliver(letter_for(hook.channel), ChannelTransport(), NOW))
    assert receipt.outcome == "retry"
    assert "hush" not in receipt.detail


def test_each_channel_gets_a_letter_of_its_own(hook: Hook) -> None:
    first, second = letter_for(hook.channel), letter_for("ntfy://topic")
    assert first.message_id != second.message_id
    assert (first.channel, first.html, first.pictures) == (hook.channel, "", ())


@pytest.mark.parametrize(
    "address", ["slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/", "ntfy://topic", "json://127.0.0.1/x"]
)
def test_well_formed_channels_are_taken(address: str) -> None:
    assert check_channel(address) == address.partition(":")[0]


@pytest.mark.parametrize(
    "address", ["syslog://", "dbus://", "mailto://u:secret@example.com", "nonsense", "", "x://secret", "file:///etc"]
)
def test_others_are_refused_without_repeating_their_secrets(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_channel(address)
    assert "secret" not in str(caught.value)
    receipt = asyncio.run(deliver(letter_for(address or "nothing"), ChannelTransport(), NOW))
    assert receipt.outcome == "refused"
