"""Subscribers, rules, letters, sources, users and health, as verbs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from models.errors import NotFoundError, UsageError
from models.values import AlertRule, Selectors, Subscriber
from review.verbs import health, letters, rules, sources, subscribers, undo, users
from review.verbs.shapes import DeedFilter, LetterFilter
from scheduler.newsroom import Newsroom


def test_a_subscriber_is_kept_changed_paused_and_brought_back(empty: Newsroom) -> None:
    one = Subscriber(email="Ann@Example.org", zone="beijing", at=time(7), channels=("ntfy://host/topic",))
    with pytest.raises(UsageError, match="Asia/Shanghai"):
        subscribers.add(empty, one, who="test")
    kept = subscribers.add(empty, replace(one, zone="asia/shanghai"), who="test").subscriber
    assert kept.zone == "Asia/Shanghai"
    with pytest.raises(UsageError, match="subscriber already"):
        subscribers.add(empty, Subscriber(email="ann@example.org"), who="test")
    subscribers.change(empty, "ann@example.org", {"cadence": "week", "weekday": 4}, who="test")
    assert subscribers.pause(empty, "ann@example.org", who="test").subscriber.paused
    gone = subscribers.remove(empty, "ann@example.org", who="test")
    assert subscribers.list_subscribers(empty) == []
    undo.undo(empty, undo.last(empty, "test", "subscriber.remove", gone.email), who="test")
    (back,) = subscribers.list_subscribers(empty)
    assert replace(back.subscriber, id=0) == replace(gone, id=0)


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "nobody"},
        {"email": "a@b\r\nBcc: c@example.org"},
        {"cadence": "never"},
        {"language": "fr"},
        {"weekday": 7},
        {"quiet_from": time(22)},
        {"channels": ("slack",)},
        {"rules": (AlertRule(subjects=("Nobody",)),)},
        {"rules": (AlertRule(min_sources=0),)},
        {"shoe": 43},
    ],
)
def test_what_makes_no_sense_is_refused_at_entry(newsroom: Newsroom, changes: dict[str, object]) -> None:
    before = subscribers.show(newsroom, "reader@example.org").subscriber
    with pytest.raises(UsageError):
        subscribers.change(newsroom, "reader@example.org", changes, who="test")
    assert subscribers.show(newsroom, "reader@example.org").subscriber == before


@pytest.mark.parametrize(("text", "hour"), [("8", time(8)), ("08:30", time(8, 30)), (" 23:59 ", time(23, 59))])
def test_hours_are_read_as_people_write_them(text: str, hour: time) -> None:
    assert subscribers.hour_of(text) == hour


def test_a_rule_is_tried_on_the_last_ninety_days(newsroom: Newsroom) -> None:
    everything = rules.trial(newsroom, Subscriber(email="a@example.org"))
    strict = AlertRule(subjects=("Unitree",), min_percent=10)
    few = rules.trial(newsroom, Subscriber(email="a@example.org", rules=(strict,)))
    assert 0 < few.lines < everything.lines
    assert {line.change.figure.figure.subject for letter in few.letters for line in letter.lines} == {"Unitree"}
    assert everything.lines == sum(len(letter.lines) for letter in everything.letters)
    assert all(letter.at.hour == 8 for letter in everything.letters)
    assert rules.trial(newsroom, Subscriber(email="a@example.org"), days=1).lines < everything.lines


def test_a_preview_marks_nothing_as_told(newsroom: Newsroom) -> None:
    first = letters.preview(newsroom, "reader@example.org")
    assert letters.preview(newsroom, "reader@example.org").digest == first.digest
    assert len(letters.history(newsroom)) == 2


def test_a_source_is_added_paused_removed_and_brought_back(empty: Newsroom) -> None:
    given = sources.described("https://news.example.org/feed", focus=["humanoid"], selectors=Selectors(body=".text"))
    kept = sources.add(empty, given, who="test")
    assert kept.name == "news.example.org"
    with pytest.raises(UsageError, match="kept already"):
        sources.add(empty, given, who="test")
    assert not sources.pause(empty, kept.name, who="test").enabled
    gone = sources.remove(empty, str(kept.id), who="test")
    with pytest.raises(NotFoundError):
        sources.show(empty, kept.name)
    undo.undo(empty, undo.last(empty, "test", "source.remove", gone.name), who="test")
    assert replace(sources.show(empty, kept.name).source, id=0) == replace(gone, id=0)


@pytest.mark.parametrize("url", ["", "ftp://x.org/feed", "https://", "https://a b.org", "file:///etc/passwd"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="no web address"):
        sources.described(url)


def test_sources_go_out_as_opml_and_come_back(newsroom: Newsroom, empty: Newsroom) -> None:
    report = sources.import_opml(empty, sources.export_opml(newsroom), who="test")
    assert len(report.added) == 4
    assert len(sources.import_opml(empty, sources.export_opml(newsroom), who="test").failed) == 4


def test_passwords_and_keys_are_kept_as_hashes(empty: Newsroom) -> None:
    with pytest.raises(UsageError, match="at least 10"):
        users.add_user(empty, "wei", "short", who="test")
    user = users.add_user(empty, "wei", "correct horse", "editor", who="test")
    assert user.password.startswith("$argon2id$")
    assert users.login(empty, "Wei", "correct horse") == user
    assert users.login(empty, "wei", "wrong horse") is None
    assert users.login(empty, "nobody", "correct horse") is None
    key = users.make_token(empty, "script", ("read",), who="test")
    token = users.token_of(empty, key)
    assert token
    assert users.token_of(empty, key + "x") is None
    users.drop_token(empty, token.id, who="test")
    assert users.token_of(empty, key) is None


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(newsroom: Newsroom, empty: Newsroom) -> None:
    missing = {finding.what for finding in health.doctor(empty)}
    assert {"there are no sources", "nothing is watched"} <= missing
    found = health.doctor(newsroom)
    assert any("Surgical Ledger fails" in finding.what for finding in found)
    assert all(finding.mend for finding in found)
    assert [finding.severity for finding in found] == sorted(
        (finding.severity for finding in found), key=["error", "warning", "note"].index
    )


def test_the_state_counts_what_there_is(newsroom: Newsroom) -> None:
    state = health.status(newsroom)
    assert (state.subjects, state.sources, state.sources_enabled, state.subscribers) == (6, 4, 3, 2)
    assert state.outbox == {"waiting": 2}


def test_a_new_address_is_asked_to_confirm_unless_an_operator_vouches(empty: Newsroom) -> None:
    subscribers.add(empty, Subscriber(email="sure@example.org", confirmed=True), who="test")
    assert letters.outbox(empty) == {}
    new = subscribers.add(empty, Subscriber(email="new@example.org"), who="test").subscriber
    (asked,) = letters.history(empty, LetterFilter(email="new@example.org"))
    link = next(word for word in asked.letter.text.split() if "/letters/confirm/" in word)
    token = link.rstrip(".").rpartition("/")[2]
    assert not subscribers.by_link(empty, "confirm", token).confirmed
    assert subscribers.confirm(empty, token).confirmed
    assert subscribers.show(empty, str(new.id)).subscriber.confirmed


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (LetterFilter(), 3),
        (LetterFilter(text="please"), 2),
        (LetterFilter(text='"请确认"'), 1),
        (LetterFilter(text="认"), 1),
        (LetterFilter(text="title:confirm -nobody"), 2),
        (LetterFilter(text="please", email="B@example.org"), 1),
        (LetterFilter(state="waiting"), 3),
        (LetterFilter(state="delivered"), 0),
        (LetterFilter(since=date(2025, 11, 14), until=date(2025, 11, 14)), 3),
        (LetterFilter(until=date(2025, 11, 13)), 0),
        (LetterFilter(text="quarter"), 0),
    ],
)
def test_letters_are_found_by_words_reader_state_and_day(empty: Newsroom, wanted: LetterFilter, found: int) -> None:
    for name, language in {"a": "en", "b": "en", "c": "zh"}.items():
        who = Subscriber(email=f"{name}@example.org", language=language)  # type: ignore[arg-type]
        subscribers.add(empty, who, who="test")
    assert len(letters.history(empty, wanted)) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (DeedFilter(who="ANN"), ["user.add"]),
        (DeedFilter(action="subscriber"), ["subscriber.remove", "subscriber.add"]),
        (DeedFilter(action="subscriber.add"), ["subscriber.add"]),
        (DeedFilter(action="subscriber", subject="B@"), ["subscriber.remove", "subscriber.add"]),
        (DeedFilter(subject="100%"), []),
        (DeedFilter(since=date(2025, 11, 15)), []),
    ],
)
def test_the_audit_log_is_looked_through_by_who_what_and_when(
    empty: Newsroom, wanted: DeedFilter, found: list[str]
) -> None:
    users.add_user(empty, "ann", "a long password", role="reader", who="ann")
    subscribers.add(empty, Subscriber(email="b@example.org"), who="bob")
    subscribers.remove(empty, "b@example.org", who="bob")
    assert [deed.action for deed in users.audit(empty, wanted)] == found


def test_what_the_doctor_finds_is_said_in_both_languages(newsroom: Newsroom, empty: Newsroom) -> None:
    found = [*health.doctor(newsroom), *health.doctor(empty)]
    assert {"no_mail", "failing", "nothing_watched"} <= {finding.code for finding in found}
    for finding in found:
        assert finding.say("what", "zh") != finding.what
        assert finding.say("mend", "zh") != finding.mend
