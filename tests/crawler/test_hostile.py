"""What strangers may send: nothing crashes or hangs, memory stays bounded, the source gets its error, others go on."""

from __future__ import annotations

import asyncio
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawler.download import Limits
from crawler.gate import Gate, GuardedResolver, PrivateAddressError
from models.settings import load_settings
from models.values import Source, Visit
from tests.crawler.conftest import Rounds
from tests.crawler.newsroom import feed, page, rss
from tests.website import Reply, Website

MIB = 1024 * 1024
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{ENTITIES}]>' + rss(("&a9;", "")).partition("?>")[2]
QUADRATIC = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>' + rss(("X", "")).partition("?>")[
    2
].replace("X", "&a;" * 50_000)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">'
    '<!ENTITY % p SYSTEM "http://127.0.0.1:9/dtd"> %p;]>'
    + rss(("X", "")).partition("?>")[2].replace("<title>X", "<title>secret &x;")
)


def test_entity_bombs_and_external_entities_are_not_expanded(rounds: Rounds, site: Website) -> None:
    for number, body in enumerate((BOMB, QUADRATIC, EXTERNAL), start=1):
        began = time.monotonic()
        visit = rounds.visit(feed(site.reply("/feed", Reply(body=body)), number))
        assert visit.kind in {"new", "unreadable", "empty"}
        assert time.monotonic() - began < 5
    for aside in rounds.desk.asides:
        assert "root:" not in aside.entry.title
        assert len(aside.entry.title) <= 500


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_compressed_bomb_is_unreadable(rounds: Rounds, site: Website, encoding: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    visit = rounds.visit(feed(site.reply("/feed", Reply(body=b"\0" * (64 * MIB), encoding=encoding))))
    assert visit.kind == "unreadable"
    assert "too large" in visit.detail
    # The server holds the 64 MiB too: what grew beyond that is ours.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 160 * 1024


def test_an_endless_body_is_cut_off(rounds: Rounds, site: Website) -> None:
    visit = rounds.visit(feed(site.reply("/feed", Reply(body=b"<rss>" * 50_000, endless=True))))
    assert (visit.kind, "too large" in visit.detail) == ("unreadable", True)


def test_a_body_announced_as_huge_is_not_read(rounds: Rounds, site: Website) -> None:
    visit = rounds.visit(feed(site.reply("/feed", Reply(body=b"x", cut=1, headers={"Content-Length": "50000000"}))))
    assert (visit.kind, "too large" in visit.detail) == ("unreadable", True)


def test_a_slow_drip_ends_in_time_and_others_go_on(
    rounds: Rounds, site: Website, another_site: Callable[[str], Website]
) -> None:
    rounds.limits = replace(rounds.limits, seconds=1)
    other = another_site("127.0.0.2")
    drip = feed(site.reply("/drip", Reply(body=rss() * 10, drip=0.1)), 1)
    silent = feed(another_site("127.0.0.3").reply("/silent", Reply(delay=60)), 2)
    good = feed(other.reply("/feed", Reply(body=rss(("A", "http://127.0.0.2:9/")))), 3)
    began = time.monotonic()
    kinds = {visit.source.id: visit.kind for visit in rounds.visit_all([drip, silent, good])}
    assert time.monotonic() - began < 4
    assert (kinds[1], kinds[2]) == ("unreachable", "unreachable")
    assert kinds[3] in {"new", "unchanged"}


# ── private networks ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def guarded(rounds: Rounds, monkeypatch: pytest.MonkeyPatch) -> Rounds:
    """Rounds that may reach 127.0.0.2 only."""
    monkeypatch.setenv("ROBOWATCH_ALLOW_NETWORKS", "127.0.0.2/32")
    rounds.settings = load_settings()
    return rounds


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
        "http://0x7f000001:{port}/", "http://2130706433:{port}/", "http://127.1:{port}/", "http://0:{port}/",
        "http://0.0.0.0:{port}/", "http://user@127.0.0.1:{port}/", "http://[64:ff9b::7f00:1]:{port}/",
        "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://192.168.1.1/", "http://[fe80::1]/",
        "file:///etc/passwd", "data:text/xml,<rss/>", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
        "http://127.0.0.1。/", "http://①②⑦.0.0.1:{port}/",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_in_every_form(guarded: Rounds, site: Website, address: str) -> None:
    site.reply("/", Reply(body=rss(("A", ""))))
    visit = guarded.visit(feed(address.format(port=site.port)))
    assert visit.kind in {"refused", "unreachable"}, visit.detail
    assert not site.asked()


def test_a_refusal_names_the_setting(guarded: Rounds, site: Website) -> None:
    for host in ("127.0.0.1", "localhost"):
        assert "ROBOWATCH_ALLOW_NETWORKS" in guarded.visit(feed(f"http://{host}:{site.port}/")).detail


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "file:///etc/passwd", "data:,x"]
)
def test_redirects_pass_the_same_gate(
    guarded: Rounds, site: Website, another_site: Callable[[str], Website], target: str
) -> None:
    allowed = another_site("127.0.0.2")
    url = allowed.reply("/feed", Reply(status=302, headers={"Location": target.format(port=site.port)}))
    assert guarded.visit(feed(url)).kind == "refused"
    assert not site.asked()


def test_links_into_private_networks_are_not_followed(
    guarded: Rounds, site: Website, another_site: Callable[[str], Website]
) -> None:
    url = another_site("127.0.0.2").reply("/feed", Reply(body=rss(("A", site.url("/")), ("B", "file:///etc/passwd"))))
    guarded.visit(feed(url))
    assert sorted(aside.cause for aside in guarded.desk.asides) == ["no_page", "refused"]
    assert not site.asked()


class Rebinding(AbstractResolver):
    """A name server that gives a public address first and a private one later."""

    def __init__(self) -> None:
        self.answers = ["93.184.216.34", "127.0.0.1"]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.answers.pop(0)
        return [{"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None: ...


def test_a_name_is_judged_at_every_connection() -> None:
    async def twice() -> None:
        resolver = GuardedResolver(Gate(), Rebinding())
        assert (await resolver.resolve("example.org"))[0]["host"] == "93.184.216.34"
        with pytest.raises(PrivateAddressError, match="private network"):
            await resolver.resolve("example.org")

    asyncio.run(twice())


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[Website]:
    """A site whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "site.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    with Website(certificate=file) as site:
        yield site


def test_certificates_are_checked(rounds: Rounds, self_signed: Website) -> None:
    visit = rounds.visit(feed(self_signed.reply("/feed", Reply(body=rss()))))
    assert (visit.kind, "ertificate" in visit.detail) == ("unreachable", True)
    assert not self_signed.asked()


# ── feeds and pages ────────────────────────────────────────────────────────────────────────────────────────────────


def visit_of(rounds: Rounds, site: Website, body: bytes | str, **headers: str) -> Visit:
    return rounds.visit(feed(site.reply("/feed", Reply(body=body, **headers))))  # type: ignore[arg-type]


def test_a_million_entries_are_too_many(rounds: Rounds, site: Website) -> None:
    rounds.limits = Limits(workers=1, pages=5)
    began = time.monotonic()
    items = "<item><title>x</title></item>" * 300_000
    visit = visit_of(rounds, site, f'<rss version="2.0"><channel>{items}</channel></rss>')
    assert visit.entries <= 2000
    assert "left out" in visit.detail
    assert time.monotonic() - began < 20


def test_script_in_titles_and_texts_is_gone(rounds: Rounds, site: Website) -> None:
    body = """<rss version="2.0"><channel><item><guid>1</guid>
      <title>&lt;script&gt;alert(1)&lt;/script&gt;Arms &lt;b&gt;up&lt;/b&gt; &amp;amp; down</title>
      <link>javascript:alert(1)</link>
      <description>&lt;p onclick="x()"&gt;Hello&lt;iframe src="x"&gt;&lt;/iframe&gt;
        &lt;a href="javascript:x"&gt;y&lt;/a&gt;</description>
      </item></channel></rss>"""
    visit_of(rounds, site, body)
    [aside] = rounds.desk.asides
    assert aside.entry.title == "Arms up & down"
    assert aside.entry.url == ""
    assert not any(bad in aside.entry.summary for bad in ("onclick", "iframe", "javascript", "script"))


def test_deep_nesting_in_feeds_and_pages(rounds: Rounds, site: Website) -> None:
    rounds.limits = Limits(workers=1, reading_seconds=15)
    deep = "<div>" * 100_000
    site.reply("/a", Reply(body=f"<html><body>{deep}text"))
    body = rss(("A", site.url("/a"))).replace("<item>", f"<item>{deep}<x/>")
    visit = visit_of(rounds, site, body)
    assert visit.kind in {"new", "unreadable", "empty"}
    visit = rounds.visit(feed(site.reply("/two", Reply(body=rss(("A", site.url("/a"))))), 2))
    assert rounds.desk.asides or rounds.desk.articles


def test_reading_that_takes_too_long_is_ended(rounds: Rounds, site: Website) -> None:
    rounds.limits = Limits(workers=1, reading_seconds=0.001)
    visit = visit_of(rounds, site, rss(("A", "")))
    assert (visit.kind, "more than 0.001 seconds" in visit.detail) == ("unreadable", True)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\xfe", b"\x00" * 1000, b"<", b"<rss", b"<?xml version='1.0' encoding='klingon'?><rss/>", b"{", b"[]",
        b'{"items": 3}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [1, null, {"id": [], "authors": [3]}]}',
        b"<rss><channel><item><pubDate>Mon, 99 Foo 0001 99:99:99</pubDate></item></channel></rss>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='http://['/></entry></feed>",
        b"<urlset><url><loc>http://[::1</loc></url></urlset>", b"<sitemapindex><sitemap/></sitemapindex>",
        b"<rss><channel><ttl>99999999999999999999</ttl><item><title>\xf0\x9f\xa4</title></item></channel></rss>",
        "<rss><channel><ttl>٣</ttl></channel></rss>".encode(),
        b"<rss><channel><item><link>http://x.example:99999/</link></item></channel></rss>",
    ],
)  # fmt: skip
def test_malformed_feeds_end_with_a_kind_and_a_cause(rounds: Rounds, site: Website, body: bytes) -> None:
    visit = visit_of(rounds, site, body)
    assert visit.kind in {"unreadable", "empty", "new", "undated", "unchanged"}
    assert visit.detail or visit.entries


def test_header_bytes_that_are_no_text(rounds: Rounds) -> None:
    body = rss(("A", "http://127.0.0.1:9/")).encode()
    reply = b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe"\r\nX: \xe4\r\nContent-Length: %d\r\n\r\n%s' % (len(body), body)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(reply)

        thread = threading.Thread(target=serve)
        thread.start()
        visit = rounds.visit(feed(f"http://127.0.0.1:{server.getsockname()[1]}/"))
        thread.join()
    assert (visit.entries, visit.state.etag) == (1, "")


def test_wrong_charset_labels(rounds: Rounds, site: Website) -> None:
    title = "天智航的手术机器人在北京的医院里完成了一千例手术"
    for number, (encoding, label) in enumerate(
        [("gb18030", "utf-8"), ("gb18030", "gb2312"), ("big5", "big5"), ("utf-8", "gb2312"), ("gb18030", "iso-8859-1")],
        1,
    ):
        text = title if encoding != "big5" else "手術機器人在北京的醫院裡完成了一千例手術，這是公司的新紀錄"
        body = rss((text, f"http://127.0.0.1:9/{number}")).replace('"1.0"', f'"1.0" encoding="{label}"')
        rounds.visit(feed(site.reply("/feed", Reply(body=body.encode(encoding))), number))
        assert rounds.desk.asides[-1].entry.title == text, (encoding, label)


def test_a_source_of_an_unknown_slot_says_so(rounds: Rounds) -> None:
    visit = rounds.visit(Source(id=1, name="x", kind="feed", url="https://example.org/{cik}/{form}"))
    assert (visit.kind, "--fill cik=… --fill form=…" in visit.detail) == ("empty", True)


def test_a_page_of_fifty_megabytes_is_named(rounds: Rounds, site: Website) -> None:
    huge = page(body=["word " * 1000] * 10_000)
    visit = rounds.visit(feed(site.reply("/feed", Reply(body=rss(("A", site.reply("/a", Reply(body=huge))))))))
    assert visit.kind == "new"
    [aside] = rounds.desk.asides
    assert (aside.cause, "too large" in aside.detail) == ("unreadable", True)
