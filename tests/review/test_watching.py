"""Watching companies and markets: describing, previewing, lists in and out, undoing."""

from __future__ import annotations

import pytest

from models.errors import NotFoundError, UsageError
from models.values import Metric
from review.verbs import articles, changes, figures, naming, preview, undo, users, watching
from review.verbs.describing import described, rows_of
from review.verbs.shapes import ArticleFilter, ChangeFilter, FigureFilter, ListedArticle
from scheduler.newsroom import Newsroom
from scheduler.stages import history_stage


def test_a_company_is_known_by_its_name_and_each_alias_once() -> None:
    subject = described("  Unitree ", aliases=["宇树科技", "unitree", "宇树科技 "])
    assert subject.terms == (("Unitree", "宇树科技"),)


def test_a_market_keeps_its_groups() -> None:
    subject = described("Beijing robots", kind="market", terms="Beijing|北京;robot|机器人")
    assert subject.terms == (("Beijing", "北京"), ("robot", "机器人"))


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("", {}, "a name"),
        ("x" * 121, {}, "at most 120"),
        ("A", {"kind": "planet"}, "neither a company nor a market"),
        ("A", {"ambiguous": ["B"]}, "none of the names"),
    ],
)
def test_a_description_that_cannot_be_says_why(name: str, fields: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        described(name, **fields)  # type: ignore[arg-type]


def test_lists_are_read_as_pasted_and_as_csv() -> None:
    pasted = rows_of("Unitree | 宇树科技\n\nAgiBot\t智元")
    assert [(row["name"], row["aliases"]) for row in pasted] == [("Unitree", ["宇树科技"]), ("AgiBot", ["智元"])]
    rows = rows_of("\ufeffname,kind,terms,ambiguous,ambiguous_forms\nFigure,company,,yes,Figure\nX,market,a|b;c,,\n")
    assert rows[0]["ambiguous"] == ["Figure"]
    assert rows[1]["terms"] == "a|b;c"


def test_what_is_exported_can_be_imported_again(newsroom: Newsroom, empty: Newsroom) -> None:
    text = watching.export_list(newsroom)
    report = watching.import_list(empty, text + "Beijing medical robots,market,,,,,\n", who="test")
    assert len(report.added) == 6
    assert report.known == ("Beijing medical robots",)
    assert watching.export_list(empty) == text


def test_one_bad_line_does_not_stop_the_others(empty: Newsroom) -> None:
    report = watching.import_list(empty, f"Good\n{'x' * 200}\nAlso good", who="test")
    assert report.added == ("Good", "Also good")
    assert "at most 120" in report.failed[0][1]


def test_a_name_is_watched_once_whatever_its_capitals(empty: Newsroom) -> None:
    watching.add_company(empty, "Ünitree", who="test")
    with pytest.raises(UsageError, match="watched already"):
        watching.add_company(empty, "üNITREE", who="test")


def test_a_new_name_brings_what_is_stored_about_it(newsroom: Newsroom) -> None:
    before = {item.watched.subject.name: item.figures for item in watching.list_watched(newsroom)}
    subject = watching.show(newsroom, "Symbotic").subject
    watching.change(newsroom, "Symbotic", described("Symbotic Inc", aliases=subject.terms[0]), who="test")
    assert watching.show(newsroom, "symbotic").reading
    history_stage(newsroom)
    after = {item.watched.subject.name: item.figures for item in watching.list_watched(newsroom)}
    assert after["Symbotic Inc"] == before["Symbotic"] > 0


def test_a_removed_company_comes_back_with_its_names_and_history(newsroom: Newsroom) -> None:
    names = watching.show(newsroom, "Unitree").subject
    watching.remove(newsroom, "Unitree", who="test")
    with pytest.raises(NotFoundError):
        watching.show(newsroom, "Unitree")
    undo.undo(newsroom, undo.last(newsroom, "test", "watch.remove", "Unitree"), who="test")
    assert watching.show(newsroom, "Unitree").subject == names
    assert watching.show(newsroom, "Unitree").reading
    assert [deed.action for deed in users.audit(newsroom, limit=2)] == ["watch.add", "watch.remove"]


def test_what_people_decided_survives_a_removal(newsroom: Newsroom) -> None:
    """Corrections, rejections, letters told and every number stay what they were; meanwhile nothing shows."""
    right, wrong = (f.id for f in figures.list_figures(newsroom, FigureFilter(subject="Symbotic"))[:2])
    figures.correct(newsroom, right, {"value": "620,000,000"}, who="ann")
    figures.reject(newsroom, wrong, who="ann", note="another firm's")
    before = _known(newsroom, "Symbotic")
    assert all(before)
    watching.remove(newsroom, "Symbotic", who="ann")
    assert not any(_known(newsroom, "Symbotic"))
    assert "Symbotic" not in {name for one in _articles(newsroom) for name in one.subjects}
    undo.undo(newsroom, undo.last(newsroom, "ann", "watch.remove", "Symbotic"), who="ann")
    assert _known(newsroom, "Symbotic") == before
    history_stage(newsroom)
    assert _known(newsroom, "Symbotic") == before
    watching.remove(newsroom, "Symbotic", who="ann")
    watching.add_company(newsroom, "symbotic", aliases=["Symbotic"], who="bob")
    history_stage(newsroom)
    assert _known(newsroom, "symbotic") == before


def test_a_removed_companys_name_is_free_for_another(newsroom: Newsroom) -> None:
    watching.remove(newsroom, "Tinavi", who="ann")
    watching.change(newsroom, "UBTech", described("Tinavi", aliases=["UBTech", "优必选"]), who="ann")
    history_stage(newsroom)
    assert watching.show(newsroom, "Tinavi").subject.terms == (("Tinavi", "UBTech", "优必选"),)
    assert _known(newsroom, "Tinavi")[0]


def _articles(newsroom: Newsroom) -> list[ListedArticle]:
    return articles.list_articles(newsroom, ArticleFilter(), limit=500)


def _known(newsroom: Newsroom, name: str) -> tuple[object, ...]:
    """Return what is known of a subject, by number: figures with their values, changes, articles."""
    found = figures.list_figures(newsroom, FigureFilter(subject=name, with_rejected=True), limit=500)
    told = changes.list_changes(newsroom, ChangeFilter(subjects=(name,)), limit=500).changes
    named = articles.list_articles(newsroom, ArticleFilter(subject=name), limit=500)
    return (
        sorted((f.id, f.reported.figure.value, f.rejected, f.corrected) for f in found),
        sorted((change.id, change.change.kind) for change in told),
        [article.id for article in named],
    )


def test_a_preview_counts_samples_and_warns(newsroom: Newsroom) -> None:
    found = preview.preview_terms(newsroom, described("Symbotic", aliases=["revenue"]))
    assert {count.term: count.articles for count in found.terms}["Symbotic"] == 8
    assert ("common", "revenue") in {(kind, term) for kind, term, _ in found.warnings}
    assert any(piece.kind == "hit" for piece in found.samples[0].sentence)
    calm = preview.preview_terms(
        newsroom, described("Symbotic", aliases=["revenue"], ambiguous=["revenue"], context=["Symbotic"])
    )
    assert not calm.warnings


def test_a_metric_of_ones_own_reads_the_history_again(newsroom: Newsroom) -> None:
    watching.add_metric(
        newsroom, Metric(key="charging_stations", unit="units", cues_en=("charging stations",)), who="t"
    )
    assert watching.show(newsroom, "Unitree").reading
    with pytest.raises(UsageError, match="there already"):
        watching.add_metric(newsroom, Metric(key="revenue", unit="money", cues_en=("x",)), who="t")
    watching.drop_metric(newsroom, "charging_stations", who="t")
    assert watching.list_metrics(newsroom)[1] == []


def test_a_filter_knows_a_company_by_any_of_its_names(newsroom: Newsroom) -> None:
    by_name = figures.list_figures(newsroom, FigureFilter(subject="Unitree"))
    assert by_name
    assert figures.list_figures(newsroom, FigureFilter(subject="宇树科技")) == by_name
    assert not figures.list_figures(newsroom, FigureFilter(subject="Nobody at all"))
    told = changes.list_changes(newsroom, ChangeFilter(subjects=("unitree",)))
    assert told.changes == changes.list_changes(newsroom, ChangeFilter(subjects=("Unitree",))).changes != ()
    found = articles.search(newsroom, ArticleFilter(subject="宇树科技")).articles
    assert found == articles.search(newsroom, ArticleFilter(subject="Unitree")).articles != ()


def test_names_are_offered_for_what_is_typed_those_that_begin_so_first(newsroom: Newsroom) -> None:
    watching.import_list(newsroom, "Great Unit\nUnitas", who="test")
    assert naming.offered(newsroom, "uni") == ["Unitas", "Unitree", "Great Unit"]
    assert naming.offered(newsroom, "宇树") == ["Unitree"]
    assert not naming.offered(newsroom, "")
