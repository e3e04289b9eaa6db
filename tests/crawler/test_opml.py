from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.opml import opml_of, sources_of
from models.errors import CollectError
from models.values import Source


def test_folders_become_the_focus() -> None:
    body = b"""<?xml version="1.0"?><opml version="1.0"><body>
        <outline text="Robots"><outline text="Medical">
            <outline type="rss" text="Surgery" xmlUrl="https://s.example/feed" htmlUrl="https://s.example/"/>
        </outline></outline>
        <outline type="rss" title="Lonely" xmlurl="https://l.example/feed"/>
        <outline text="not a feed"/><outline type="rss" text="Bad" xmlUrl="javascript:alert(1)"/>
    </body></opml>"""
    surgery, lonely = sources_of(body)
    assert (surgery.name, surgery.url, surgery.homepage) == ("Surgery", "https://s.example/feed", "https://s.example/")
    assert surgery.focus == ("Medical", "Robots")
    assert (lonely.name, lonely.kind, lonely.focus) == ("Lonely", "feed", ())


@pytest.mark.parametrize(
    "body", [b"", b"not xml", b"<html/>", b"\x00\xff", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"]
)
def test_what_is_no_opml_is_refused(body: bytes) -> None:
    with pytest.raises(CollectError, match="no OPML"):
        sources_of(body)


words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@given(
    st.lists(
        st.builds(
            Source,
            name=words,
            kind=st.sampled_from(["feed", "section", "sitemap"]),
            url=words.map(lambda word: f"https://example.org/{len(word)}?q={{query}}&n={word.encode().hex()}"),
            homepage=st.sampled_from(["", "https://example.org/"]),
            language=st.sampled_from(["", "en", "zh"]),
            region=st.sampled_from(["", "CN"]),
            focus=st.lists(words, max_size=3, unique=True).map(tuple),
        ),
        max_size=5,
        unique_by=lambda source: source.url,
    )
)
def test_what_is_written_is_read_again(sources: list[Source]) -> None:
    assert sources_of(opml_of(sources)) == sources
