from __future__ import annotations

import pytest

from crawler.pages import amount, is_challenge, language_of, needs_browser, parsed
from tests.crawler.newsroom import page

SCRIPT = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><script>datadome={}</script>'


@pytest.mark.parametrize(
    "body",
    [
        "<html><head><title>Just a moment...</title></head><body>Enable cookies to continue</body></html>",
        "<html><title>outlet.example</title><script>window._cf_chl_opt={}</script><body></body></html>",
        "<html><head><title>x</title></head><body><iframe src='https://geo.captcha-delivery.com/captcha/'></iframe></body>",
        "<html><title>安全验证</title><body>请拖动滑块</body></html>",
    ],
)
def test_checks_for_robots_are_recognised(body: str) -> None:
    assert is_challenge(body.encode())


@pytest.mark.parametrize(
    "body",
    [
        page(body=["The robot learned to verify you are human, and solved a captcha."] * 20, head=SCRIPT),
        page(body=["机器人学会了通过安全验证，研究人员说这并不意外，因为它看过很多图片。"] * 10),
        "<rss><channel><item><title>Just a moment...</title><description>datadome</description></item></channel></rss>",
        '{"items": ["datadome"]}',
        "",
    ],
)
def test_honest_pages_that_speak_of_such_checks_are_not(body: str) -> None:
    assert not is_challenge(body.encode())


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        ("Robots ship more.", "", "en"),
        ("Les robots se vendent.", "fr-FR", "fr"),
        ("机器人公司 ABB 交付更多 robots", "en", "zh"),
        ("ロボットの市場は拡大した", "en", "ja"),
        ("로봇 시장이 성장했다", "", "ko"),
        ("Robots ship more.", "zh", "en"),
        ("", "", "en"),
    ],
)
def test_the_letters_tell_the_language(text: str, stated: str, language: str) -> None:
    assert language_of(text, stated) == language


def test_two_chinese_characters_are_about_a_word() -> None:
    assert amount("Robots ship 3 more") == 4
    assert amount("机器人公司") == 2
    assert amount("") == 0


def test_pages_that_are_empty_without_a_browser_are_recognised() -> None:
    assert needs_browser(parsed("<html><body><div id='root'></div><script src='app.js'></script></body></html>"))
    assert not needs_browser(parsed(page(head="<script src='x.js'></script>")))
    assert not needs_browser(parsed("<html><body>Little text, no script.</body></html>"))
    assert not needs_browser(None)
