"""The command line as a user meets it: it does what it says, and a mistake is told in a sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from models.database import Database

ROBOWATCH = str(Path(sys.executable).with_name("robowatch"))


class Shell:
    """Runs commands in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("ROBOWATCH_")}
        self.environment |= {"ROBOWATCH_HOME": str(home), "COLUMNS": "200"}

    def __call__(self, *words: str, status: int = 0, stdin: str = "") -> str:
        """Return what a command prints, standard error behind it."""
        told = subprocess.run(
            [ROBOWATCH, *words],
            env=self.environment,
            cwd=self.home.parent,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        said = told.stdout + told.stderr
        assert told.returncode == status, said
        assert "Traceback" not in said
        return said


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home")


def test_a_company_of_the_catalogue_is_watched_by_any_of_its_names(shell: Shell) -> None:
    assert "Watching Unitree (company)" in shell("watch", "add", "宇树科技")
    listed = json.loads(shell("watch", "list", "--json"))
    assert [each["watched"]["subject"]["name"] for each in listed] == ["Unitree"]
    assert "is watched already" in shell("watch", "add", "Unitree", status=2)
    assert "Estun" in shell("watch", "suggest", "埃斯顿")
    assert "no longer watched" in shell("watch", "remove", "Unitree")
    assert "is not watched" in shell("watch", "remove", "Unitree", status=2)
    line = json.loads(shell("audit", "--action", "watch.remove", "--json"))[0]
    assert line["subject"] == "Unitree"
    assert "Undone" in shell("undo", str(line["id"]))
    assert "Unitree" in shell("watch", "list")
    assert "cannot be undone" in shell("undo", str(line["id"] - 1), status=2)


def test_a_subscriber_is_added_listed_and_removed(shell: Shell) -> None:
    shell("subscribers", "add", "ada@example.com", "--every", "week", "--tz", "Asia/Shanghai", "--confirmed")
    readers = json.loads(shell("subscribers", "list", "--json"))
    assert (readers[0]["subscriber"]["cadence"], readers[0]["subscriber"]["zone"]) == ("week", "Asia/Shanghai")
    preview = shell("digest", "preview", "ada@example.com", "--now", "2025-01-14T08:00+08:00")
    assert "Subject:" in preview
    shell("subscribers", "remove", "ada@example.com")
    assert "is no subscriber" in shell("subscribers", "show", "ada@example.com", status=2)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("subscribers", "add", "ada@example.com", "--tz", "Asia/Peking"), "Asia/Shanghai"),
        (("subscribers", "add", "not an address"), "not an address"),
        (("subscribers", "add", "ada@example.com", "--at", "25:00"), "25:00"),
        (("sources", "add", "ftp://example.com/feed", "--kind", "feed"), "http"),
        (("sources", "show", "Nowhere News"), "Nowhere News"),
        (("articles", "show", "4711"), "4711"),
        (("figures", "correct", "4711", "--set", "value=1"), "4711"),
        (("extract", "--watchlist", "missing.json", "missing.jsonl"), "missing.json"),
        (("changes", "list", "--now", "yesterday"), "2025-01-14T08:00+08:00"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(shell: Shell, words: tuple[str, ...], told: str) -> None:
    assert told in shell(*words, status=2)


def test_a_store_of_a_newer_version_is_left_alone(shell: Shell) -> None:
    shell("db", "upgrade")
    database = Database(f"sqlite:///{shell.home / 'robowatch.db'}")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    database.close()
    assert "newer version" in shell("watch", "list", status=1)


def test_a_backup_brings_back_what_was_lost(shell: Shell) -> None:
    shell("watch", "add", "Estun")
    copy = shell.home.parent / "copy.db"
    shell("db", "backup", str(copy))
    shell("watch", "remove", "Estun")
    shell("db", "restore", str(copy))
    assert "Estun" in shell("watch", "list")
    assert "sound" in shell("db", "check")
    broken = shell.home.parent / "broken.db"
    broken.write_bytes(copy.read_bytes()[:9000])
    shell("db", "restore", str(broken), status=1)
    assert "Estun" in shell("watch", "list")


def test_a_setting_that_makes_no_sense_is_named(shell: Shell) -> None:
    shell.environment["ROBOWATCH_ALLOW_NETWORKS"] = "localhost"
    assert "ROBOWATCH_ALLOW_NETWORKS" in shell("watch", "list", status=1)


def test_the_doctor_names_what_is_missing(shell: Shell) -> None:
    findings = json.loads(shell("doctor", "--json", status=1))
    assert {"there are no sources", "nothing is watched"} <= {finding["what"] for finding in findings}
    assert all(finding["mend"] for finding in findings)
