"""Letters in a real browser: nothing runs out of the page, and every word can be read, by day and by night."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from alerts.digest import compose_digest
from alerts.links import Links
from alerts.notices import confirm_address
from alerts.render import render_letter
from models.values import AlertRule, Language, Letter
from tests.alerts.samples import HEALTH, NOW, SETTINGS, headlines, reader, seed, unitree

LINKS = Links.of(SETTINGS)
READABLE = 4.5  # the contrast that WCAG asks of small text

# The contrast of each piece of text with the first background behind it.
_CONTRASTS = """() => {
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
    if (!text || !element.checkVisibility() || !element.offsetHeight) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    found.push([text, (a + 0.05) / (b + 0.05)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    installed = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"no browser: {error.message.splitlines()[0]}")
        yield started
        started.close()


def full_letter(language: Language) -> Letter:
    rules = (AlertRule(subjects=("Unitree", "Beijing medical robots", "Tinavi")), AlertRule(min_percent=50))
    changes = [seed(), *unitree(), replace(seed(), id=9, correction=True)]
    digest = compose_digest(
        reader(language=language, rules=rules),
        changes,
        headlines(),
        HEALTH,
        since=NOW - timedelta(days=1),
        until=NOW,
        next_at=NOW + timedelta(days=1),
    )
    return render_letter(digest, settings=SETTINGS, links=LINKS)


def shown(letter: Letter) -> str:
    """Return the HTML with its pictures inside, as a mail client would show them."""
    html = letter.html
    for picture in letter.pictures:
        html = html.replace(f"cid:{picture.cid}", f"data:image/png;base64,{base64.b64encode(picture.png).decode()}")
    return html


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 360])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["digest", "confirm"])
def test_a_letter_fits_and_can_be_read(
    browser: Browser, kind: str, language: Language, width: int, scheme: str
) -> None:
    confirm = confirm_address(reader(language=language), NOW, settings=SETTINGS, links=LINKS)
    letter = full_letter(language) if kind == "digest" else confirm
    window = {"width": width, "height": 800}
    context = browser.new_context(viewport=window, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_content(shown(letter))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    contrasts = page.evaluate(_CONTRASTS)
    assert len(contrasts) > 5
    assert [(text, round(ratio, 1)) for text, ratio in contrasts if ratio < READABLE] == []
    background = page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 33, 41)"}[scheme]
    context.close()
