"""axe finds no serious violation on the main pages, light and dark, in both languages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

PATHS = (
    "/",
    "/changes/1",
    "/subjects",
    "/subjects/Symbotic",
    "/subjects/add?name=uni",
    "/articles?q=revenue",
    "/articles/22",
    "/figures",
    "/figures/1",
    "/compare?subject=Symbotic&subject=UBTech&metric=revenue",
    "/sources",
    "/sources/1",
    "/subscribers",
    "/subscribers/reader@example.org",
    "/rules",
    "/letters",
    "/metrics",
    "/system",
    "/system/audit",
    "/letters?q=revenue",
    "/articles?q=nothing&subject=Symbotic&language=zh",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_axe_finds_no_serious_violation(browser: Browser, site: str, scheme: str, language: str) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 860},
        locale=language,
        color_scheme=scheme,  # type: ignore[arg-type]
        base_url=site,
        bypass_csp=True,  # axe is put into the page
    )
    page = context.new_page()
    found = []
    for path in PATHS:
        page.goto(path)
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                places = [node["html"][:160] for node in violation["nodes"][:3]]
                found.append((path, violation["id"], violation["help"], places))
    context.close()
    assert not found, "\n".join(map(str, found))
