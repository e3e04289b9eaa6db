"""What people come to the pages for, done in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from review.verbs import letters, naming, subscribers, watching
from scheduler.newsroom import Newsroom
from scheduler.stages import history_stage


def test_a_company_is_added_and_its_history_appears(page: Page, newsroom: Newsroom) -> None:
    page.goto("/subjects/Symbotic")
    page.get_by_role("button", name="Stop watching").click()
    expect(page.get_by_role("status")).to_contain_text("Symbotic is not watched any more")
    page.get_by_role("link", name="Add a company or market").click()
    page.get_by_label("Name, in English or Chinese").fill("symbot")
    page.get_by_role("link", name="Use Symbotic").click()
    expect(page.locator("#preview")).to_contain_text("8 stored articles may name it")
    page.get_by_role("button", name="Watch it").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    history_stage(newsroom)
    expect(page.locator("svg.chart")).to_have_count(1, timeout=10_000)
    expect(page.locator("svg.chart .dot")).to_have_count(8)


def test_the_preview_follows_what_is_typed_and_warns(page: Page) -> None:
    page.goto("/subjects/add")
    form = page.locator("form[method=post]")
    form.get_by_label("Name", exact=True).fill("revenue")
    expect(page.locator("#preview")).to_contain_text("add context words")
    form.get_by_label("Name", exact=True).fill("Robotwerk")
    expect(page.locator("#preview")).to_contain_text("No stored article names it yet")


def test_search_finds_chinese_words_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("天智航 營收")
    page.keyboard.press("Enter")
    expect(page.locator("ol.found > li")).to_have_count(3)
    expect(page.locator("ol.found mark").first).to_be_visible()


def test_a_corrected_figure_moves_series_and_digest(page: Page, newsroom: Newsroom) -> None:
    page.goto("/articles?q=title:lifts")
    page.locator("ol.found .title").first.click()
    reading = page.locator(".readings > li", has_text="2.4 billion yuan").first
    reading.get_by_role("link", name="Correct").click()
    form = page.locator("#correct form").first
    form.get_by_label("Value", exact=True).fill("2,600,000,000")
    form.get_by_label("Note").fill("a slip of the pen")
    form.get_by_role("button", name="Correct").click()
    expect(page.get_by_role("status")).to_contain_text("Corrected")
    expect(page.locator(".move .now")).to_contain_text("2.6 billion yuan")
    page.goto("/subjects/Unitree")
    tip = page.locator("svg.chart .dot[data-tip*='2.6 billion']")
    expect(tip).to_have_count(1)
    tip.focus()
    expect(page.locator(".tip")).to_contain_text("2.6 billion yuan")
    page.goto("/?subject=Unitree&kind=revision")
    expect(page.locator(".change .now").first).to_contain_text("2.6 billion yuan")
    preview = letters.preview(newsroom, "reader@example.org")
    assert "2.4 billion" not in preview.letter.text


def test_a_rule_is_tried_before_it_is_saved(page: Page, newsroom: Newsroom) -> None:
    page.goto("/rules?email=reader@example.org")
    page.get_by_label("Symbotic").check()
    page.get_by_label("At least percent").fill("2")
    page.get_by_role("button", name="Try on the last 90 days").click()
    said = page.locator("#trial h2")
    expect(said).to_contain_text(re.compile(r"In the last 90 days this would have sent \d+ lines? in \d+ digests?"))
    expect(page.get_by_label("At least percent")).to_have_value("2")
    assert len(subscribers.show(newsroom, "reader@example.org").subscriber.rules) == 1
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("The rule is saved")
    assert len(subscribers.show(newsroom, "reader@example.org").subscriber.rules) == 2


def test_a_reader_unsubscribes_by_the_link_alone(page: Page, newsroom: Newsroom, site: str) -> None:
    reader = subscribers.show(newsroom, "reader@example.org").subscriber
    page.goto("/" + subscribers.links_of(newsroom, reader).unsubscribe.split("/", 3)[3])
    assert not subscribers.show(newsroom, "reader@example.org").subscriber.paused
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("status")).to_contain_text("gets no more letters")
    assert subscribers.show(newsroom, "reader@example.org").subscriber.paused


def test_a_letter_shown_as_sent_runs_no_script(page: Page) -> None:
    page.goto("/letters/2")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("2.4 billion yuan")
    assert page.title().startswith("Unitree revenue forecast")


@pytest.mark.parametrize("path", ["/", "/subjects/Symbotic", "/articles?q=revenue", "/articles/1", "/figures",
                                  "/compare?subject=Symbotic&subject=UBTech&metric=revenue&currency=USD",
                                  "/sources", "/subscribers/reader@example.org", "/rules", "/system", "/system/audit",
                                  "/letters", "/subjects", "/subscribers"])  # fmt: skip
def test_nothing_overflows_on_a_phone_and_the_menu_opens(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".burger > summary").click()
    expect(page.locator(".burger").get_by_role("link", name="Figures")).to_be_visible()


def test_the_pages_read_without_scripts(page: Page, browser: object, site: str) -> None:
    context = page.context.browser.new_context(java_script_enabled=False, base_url=site)  # type: ignore[union-attr]
    plain = context.new_page()
    plain.goto("/articles")
    plain.get_by_label("Search").first.fill("Unitree")
    plain.get_by_role("button", name="Search").click()
    expect(plain.locator("ol.found > li").first).to_be_visible()
    plain.goto("/")
    expect(plain.get_by_role("button", name="Apply")).to_be_visible()
    context.close()


def test_among_very_many_names_one_is_found_by_typing(page: Page, newsroom: Newsroom) -> None:
    watching.import_list(newsroom, "\n".join(f"Firm {n}" for n in range(naming.MOST)), who="test")
    page.goto("/figures")
    field = page.locator("form.filters input[name=subject]")
    field.press_sequentially("宇树")
    expect(page.locator("#named option")).to_have_text(["Unitree"])
    field.fill("Unitree")
    field.press("Enter")
    expect(page).to_have_url(re.compile("subject=Unitree"))
    expect(page.locator("tbody tr").first).to_contain_text("Unitree")
