"""A page without scripts, pictures and lists of links still holds every word of its article."""

from __future__ import annotations

from typing import Any

from crawler.pages import parsed
from crawler.pruning import pruned

STORY = "<p>Estun shipped 29,000 robots, <a href='/x'>the firm said</a> in a statement on Monday.</p>"
MENU = "<ul>" + "".join(f"<li><a href='/{n}'>Section number {n}</a></li>" for n in range(40)) + "</ul>"


def words(tree: Any) -> str:
    return " ".join(tree.text_content().split())


def lean(body: str) -> str:
    return words(pruned(parsed(f"<html><head><title>T</title></head><body>{body}</body></html>")))


TOLD = "Estun shipped 29,000 robots, the firm said in a statement on Monday."


def test_lists_of_links_go_and_the_story_with_its_links_stays() -> None:
    assert lean(f"<div>{MENU}<div>{STORY}</div><div><a href='/y'>Read on</a></div></div>") == TOLD


def test_a_short_story_is_not_lost_among_many_links() -> None:
    assert lean(f"<div id='page'>{MENU * 20}<section>{STORY}</section>{MENU * 20}</div>") == TOLD


def test_scripts_pictures_and_comments_go_and_what_follows_them_stays() -> None:
    assert lean(f"<script>var x = 1</script><svg><title>Logo</title></svg>{STORY}<!-- end -->") == TOLD
    assert lean("<p>Before<script>x()</script>, and <!-- ad -->after.</p>") == "Before, and after."


def test_a_form_around_the_whole_page_stays() -> None:
    assert lean(f"<form>{STORY}</form>") == TOLD


def test_a_page_of_links_alone_has_nothing_left() -> None:
    assert lean(MENU) == ""


def test_the_tree_that_was_given_stays_whole() -> None:
    tree = parsed(f"<html><body>{MENU}{STORY}<script>x()</script></body></html>")
    before = words(tree)
    pruned(tree)
    assert words(tree) == before
