"""What people see on the pages."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from models.database import Database
from models.errors import SettingsError
from review.verbs import figures, naming, users, watching
from review.verbs.doors import check_doors
from review.verbs.shapes import FigureFilter
from review.web.app import create_app
from scheduler.newsroom import Newsroom

_SPEC = importlib.util.spec_from_file_location("review_pages", Path(__file__).parent / "pages.py")
assert _SPEC
assert _SPEC.loader
pages = importlib.util.module_from_spec(_SPEC)
sys.modules["review_pages"] = pages
_SPEC.loader.exec_module(pages)
send, token_on = pages.send, pages.token_on

WEB = Path(__file__).parent.parent.parent / "review" / "web"
PAGES = (
    "/",
    "/?subject=Unitree&kind=revision&size=5&days=30&language=en",
    "/changes/1",
    "/subjects",
    "/subjects/Unitree",
    "/subjects/Unitree?currency=USD",
    "/subjects/Beijing%20medical%20robots",
    "/subjects/Unitree/names",
    "/subjects/add",
    "/subjects/add?name=%E5%AE%87%E6%A0%91",
    "/subjects/add?use=AgiBot",
    "/subjects/bulk",
    "/articles",
    "/articles?q=%E8%90%A5%E6%94%B6",
    "/articles/1",
    "/figures",
    "/figures?sort=value&order=up&subject=Unitree",
    "/figures/1",
    "/compare",
    "/compare?subject=UBTech&subject=Symbotic&metric=revenue&currency=USD",
    "/sources",
    "/sources/1",
    "/sources/add",
    "/sources?state=failing&focus=medical&language=en&q=a",
    "/sources/catalogue",
    "/sources/catalogue?focus=business&language=en",
    "/subscribers",
    "/subscribers/add",
    "/subscribers/reader@example.org",
    "/rules",
    "/letters",
    "/letters/2",
    "/letters?q=%E8%90%A5%E6%94%B6&state=delivered&since=2025-01-01",
    "/system/audit",
    "/letters/preview/reader@example.org",
    "/metrics",
    "/system",
    "/api",
)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_both_languages(client: TestClient, path: str, language: str) -> None:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answer.text
    assert len(answer.content) < 150_000
    assert "style=" not in answer.text, "inline styles are refused by the policy"
    assert "<script>" not in answer.text


@pytest.mark.parametrize("path", ["/", "/subjects", "/articles", "/figures", "/sources", "/subscribers", "/letters",
                                  "/rules", "/compare", "/metrics", "/system"])  # fmt: skip
def test_an_empty_newsroom_says_what_to_do_next(empty: Newsroom, path: str) -> None:
    with TestClient(create_app(empty), base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
        answer = client.get(path)
    assert answer.status_code == 200
    assert 'class="panel empty"' in answer.text or path in ("/metrics", "/system")


def test_words_are_used_and_known_in_both_languages() -> None:
    table = tomllib.loads((WEB / "words.toml").read_text(encoding="utf-8"))
    source = "".join(path.read_text(encoding="utf-8") for path in (*WEB.rglob("*.html"), *WEB.rglob("*.py")))
    begun = set(re.findall(r"""['"](\w+_)(?:['"] ~|\{)""", source))
    for key, words in table.items():
        assert set(words) == {"en", "zh"}, key
        said = f"'{key}'" in source or f'"{key}"' in source
        assert said or any(key.startswith(start) for start in begun), f"{key} is never said"


def test_what_is_new_since_the_last_visit_is_marked(client: TestClient, newsroom: Newsroom) -> None:
    assert 'class="tag new"' not in client.get("/").text
    client.cookies.clear()
    client.cookies.set("rw_seen", "3.3.1")
    assert 'class="tag new"' in client.get("/").text


def test_old_and_new_stand_side_by_side_with_the_percent(client: TestClient) -> None:
    text = client.get("/?subject=Unitree&kind=revision").text
    assert re.search(r'class="old">2<.*class="now">2.4 billion yuan<.*\+20%', text, re.DOTALL)


def test_a_chart_tells_its_figures_to_those_who_cannot_see_it(client: TestClient) -> None:
    text = client.get("/subjects/Symbotic").text
    assert re.search(r'<svg class="chart"[^>]*aria-label="Symbotic: revenue"', text)
    assert re.search(r'href="/figures/\d+" data-tip="[^"]*Q3 2025: US\$618 million', text)


def test_chinese_words_of_two_and_three_characters_are_found_and_marked(client: TestClient) -> None:
    text = client.get("/articles?q=天智航").text
    assert text.count("<mark>天智航</mark>") >= 3
    assert "<mark>营收</mark>" in client.get("/articles?q=營收").text


def test_figures_stand_marked_in_their_article(client: TestClient) -> None:
    text = client.get("/articles?q=headcount").text
    number = re.search(r'href="/articles/(\d+)"', text)
    assert number
    article = client.get(f"/articles/{number[1]}").text
    assert re.search(r'class="stated" href="#f\d+" id="q\d+">1,500', article)


def test_an_edited_article_shows_what_differs(client: TestClient) -> None:
    number = re.search(r'href="/articles/(\d+)">Unitree raises', client.get("/articles?subject=Unitree").text)
    assert number
    assert "<del>700</del><ins>720</ins>" in client.get(f"/articles/{number[1]}").text


def test_a_rejected_figure_can_be_brought_back_with_undo(client: TestClient) -> None:
    answer = send(client, "/figures/1/reject", "/figures/1")
    assert answer.status_code == 303
    page = client.get("/figures/1").text
    assert "rejected" in page
    undo = re.search(r'action="(/undo/\d+)"', page)
    assert undo
    assert send(client, undo[1], "/figures/1").status_code == 303
    assert 'class="tag bad"' not in client.get("/figures/1").text


def test_a_company_is_removed_and_the_removal_undone(client: TestClient) -> None:
    answer = send(client, "/subjects/UBTech/remove", "/subjects/UBTech")
    assert answer.headers["location"] == "/subjects"
    page = client.get("/subjects").text
    assert "/subjects/UBTech" not in page
    undo = re.search(r'action="(/undo/\d+)"', page)
    assert undo
    send(client, undo[1], "/sources/1")
    assert client.get("/subjects/UBTech").status_code == 200


def test_a_form_without_its_token_changes_nothing(client: TestClient) -> None:
    assert client.post("/figures/1/reject").status_code == 403
    token = token_on(client, "/figures/1")
    refused = client.post("/figures/1/reject", data={"csrf": token}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert 'class="tag bad"' not in client.get("/figures/1").text


def test_a_mistake_in_a_form_is_told_in_words(client: TestClient) -> None:
    answer = send(client, "/subscribers/add", email="nobody", zone="Mars")
    assert answer.status_code == 422
    assert "no mail address" in answer.text or "no time zone" in answer.text
    wrong = send(client, "/figures/1/correct", "/figures/1", value="lots")
    assert wrong.status_code == 422
    assert "is no number" in wrong.text


def test_a_letter_is_shown_as_sent_and_runs_nothing(client: TestClient) -> None:
    assert "sandbox referrerpolicy" in client.get("/letters/2").text
    body = client.get("/letters/2/body")
    assert "sandbox" in body.headers["content-security-policy"]
    assert "script-src" not in body.headers["content-security-policy"]


def test_the_policy_allows_no_inline_scripts_or_styles(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


# ── doors ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_other_addresses_need_a_user_before_the_pages_open(newsroom: Newsroom) -> None:
    check_doors(newsroom, "127.0.0.1")
    check_doors(newsroom, "::1")
    with pytest.raises(SettingsError, match="robowatch users add"):
        check_doors(newsroom, "0.0.0.0")
    users.add_user(newsroom, "wei", "correct horse", who="test")
    check_doors(newsroom, "0.0.0.0")


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("10.0.0.7", {}),
        ("127.0.0.1", {"Host": "evil.example"}),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}),
    ],
)
def test_without_users_only_this_machine_comes_in(newsroom: Newsroom, address: str, headers: dict[str, str]) -> None:
    with TestClient(
        create_app(newsroom), base_url="http://127.0.0.1", client=(address, 1), follow_redirects=False
    ) as client:
        assert client.get("/", headers=headers).status_code == 303
        assert client.get("/api/v1/changes", headers=headers).status_code == 401


def test_one_logs_in_and_the_role_decides(client: TestClient, newsroom: Newsroom) -> None:
    users.add_user(newsroom, "wei", "correct horse", "reader", who="test")
    assert client.get("/").headers["location"] == "/login?next=/"
    assert send(client, "/login", name="wei", password="wrong horse").status_code == 401
    assert (
        send(client, "/login", name="wei", password="correct horse", next="//evil.example").headers["location"] == "/"
    )
    assert client.get("/").status_code == 200
    assert client.get("/subscribers").status_code == 403
    assert 'action="/figures/1/reject"' not in client.get("/figures/1").text
    users.remove(newsroom, "wei", who="test")
    users.add_user(newsroom, "ann", "correct horse", who="test")
    assert client.get("/").status_code == 303, "a session ends with its user"


@pytest.mark.parametrize(
    "where", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_on_to_another_site(client: TestClient, where: str) -> None:
    answer = send(client, "/figures/1/reject", "/figures/1", back=where)
    assert answer.headers["location"] in ("/", "/figures/1")


def test_guessing_passwords_is_slow(client: TestClient, newsroom: Newsroom) -> None:
    users.add_user(newsroom, "wei", "correct horse", who="test")
    for _ in range(5):
        send(client, "/login", name="wei", password="wrong horse")
    assert send(client, "/login", name="wei", password="correct horse").status_code == 429


def test_every_write_is_in_the_audit_log(client: TestClient) -> None:
    send(client, "/figures/1/reject", "/figures/1", note="the text says otherwise")
    for page in ("/system", "/system/audit", "/system/audit?action=figure&subject=1&since=2025-11-14"):
        assert re.search(
            r'title="figure.reject">rejected figure</span>.*?href="/figures/1">1</a>', client.get(page).text
        )
    assert "Nothing in the log fits" in client.get("/system/audit?who=nobody").text


def test_a_filter_shows_and_can_be_taken_off_where_nothing_is_found(client: TestClient) -> None:
    text = client.get("/articles?q=qwertzuiop&subject=Unitree&language=zh").text
    assert "Nothing found" in text
    assert 'href="/articles?q=qwertzuiop&amp;language=zh"' in text


def test_the_articles_found_are_counted(client: TestClient) -> None:
    assert re.search(r'role="status">8 articles<', client.get("/articles?q=Symbotic").text)


def test_a_company_that_nobody_watches_can_be_watched_from_its_address(client: TestClient) -> None:
    answer = client.get("/subjects/Nobody%20%26%20Sons")
    assert answer.status_code == 404
    assert 'href="/subjects/add?name=Nobody%20%26%20Sons"' in answer.text


def test_lists_of_companies_and_readers_are_looked_through(client: TestClient) -> None:
    assert "/subjects/Unitree" in client.get("/subjects?q=宇树&kind=company").text
    assert "Nothing that is watched" in client.get("/subjects?q=宇树&kind=market").text
    assert "/subscribers/reader%40example.org" in client.get("/subscribers?q=READER").text
    assert "No subscriber has that" in client.get("/subscribers?q=zzz").text


def test_the_latest_figure_counts_whatever_its_unit(client: TestClient, newsroom: Newsroom) -> None:
    figures.correct(newsroom, _newest(newsroom, "Symbotic", "revenue"), {"unit": "EUR"}, who="ann")
    latest = client.get("/subjects/Symbotic").text.partition("Latest by metric")[2]
    assert "€" in latest


def _newest(newsroom: Newsroom, subject: str, metric: str) -> int:
    wanted = FigureFilter(subject=subject, metric=metric, measure="level", status="actual")
    return figures.list_figures(newsroom, wanted)[0].id


def test_letters_are_looked_through(client: TestClient) -> None:
    assert client.get("/letters?q=zzzz").text.count("No letter fits") == 1
    assert '/letters/2"' in client.get("/letters?email=reader@example.org").text


def test_secrets_are_not_shown(client: TestClient, newsroom: Newsroom) -> None:
    text = client.get("/system").text
    assert "ROBOWATCH_SECRET_KEY" in text
    assert newsroom.settings.secret_key.get_secret_value() not in text


# ── links in letters ───────────────────────────────────────────────────────────────────────────────────────────────


def test_unsubscribing_takes_a_post_and_acts_at_once(client: TestClient, newsroom: Newsroom) -> None:
    from review.verbs import letters, subscribers

    reader = subscribers.show(newsroom, "reader@example.org").subscriber
    path = "/" + subscribers.links_of(newsroom, reader).unsubscribe.split("/", 3)[3]
    users.add_user(newsroom, "wei", "correct horse", who="test")  # nobody is logged in
    assert "reader@example.org" in client.get(path).text
    assert not subscribers.show(newsroom, "reader@example.org").subscriber.paused
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert subscribers.show(newsroom, "reader@example.org").subscriber.paused
    assert letters.outbox(newsroom) == {"cancelled": 1, "waiting": 1}
    assert client.post(path[:-3] + "xxx").status_code == 422


def test_a_reader_has_a_feed_and_settings_of_their_own(client: TestClient, newsroom: Newsroom) -> None:
    from review.verbs import subscribers

    reader = subscribers.show(newsroom, "reader@example.org").subscriber
    links = subscribers.links_of(newsroom, reader)
    feed = client.get("/" + links.feed.split("/", 3)[3])
    assert feed.headers["content-type"].startswith("application/atom+xml")
    settings = "/" + links.settings.split("/", 3)[3]
    answer = send(client, settings, cadence="week", at="07:15", zone="Europe/Berlin", language="zh", weekday="2")
    assert answer.status_code == 200
    after = subscribers.show(newsroom, "reader@example.org").subscriber
    assert (after.cadence, after.zone, after.rules) == ("week", "Europe/Berlin", reader.rules)


def test_the_pages_work_on_both_databases(empty: Newsroom, seed: object, database: Database) -> None:
    seed.seed(empty)  # type: ignore[attr-defined]
    with TestClient(create_app(empty), base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
        for path in ("/", "/subjects/Unitree", "/articles?q=天智航", "/figures?sort=subject", "/system", "/sources"):
            assert client.get(path).status_code == 200, path


def test_of_too_many_to_choose_from_one_is_typed(client: TestClient, newsroom: Newsroom) -> None:
    watching.import_list(newsroom, "\n".join(f"Firm {n}" for n in range(naming.MOST)), who="test")
    for path in ("/", "/figures", "/compare", "/figures/1", "/rules"):
        shown = client.get(path).text
        assert "Firm 7" not in shown
        assert 'list="named"' in shown or 'name="subject_lines"' in shown
    assert client.get("/subjects/named?q=firm+19").text.count("<option>") == 11
    assert "Unitree" in client.get("/figures?subject=%E5%AE%87%E6%A0%91%E7%A7%91%E6%8A%80").text
    rule = {"email": "reader@example.org", "deed": "save"}
    refused = send(client, "/rules", **rule, subject_lines="unitree\nNobody at all")
    assert refused.status_code == 422
    assert "Nobody at all" in refused.text
    send(client, "/rules", **rule, subject_lines="宇树科技\n\nfirm 7")
    assert "Unitree, Firm 7" in client.get("/rules?email=reader@example.org").text
