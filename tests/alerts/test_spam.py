"""SpamAssassin finds nothing in a letter's content to hold against it."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.digest import compose_digest
from alerts.links import Links
from alerts.message import message_of
from alerts.notices import confirm_address
from alerts.render import render_letter
from models.values import Language, Letter
from tests.alerts.samples import HEALTH, NOW, SETTINGS, headlines, reader, seed, unitree

PROGRAM = shutil.which("spamassassin")
LINKS = Links.of(SETTINGS)
_HIT = re.compile(r"^ *(-?\d+\.\d) ([A-Z0-9_]+)", re.MULTILINE)

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="spamassassin is not installed (a package of the distribution)")


def letters(language: Language) -> dict[str, Letter]:
    subscriber = reader(language=language, send_empty=True)
    window = {"since": NOW - timedelta(days=1), "until": NOW, "next_at": NOW + timedelta(days=1)}
    full = compose_digest(subscriber, [seed(), *unitree()], headlines(), HEALTH, **window)  # type: ignore[arg-type]
    empty = compose_digest(subscriber, [], [], HEALTH, **window)  # type: ignore[arg-type]
    return {
        "full": render_letter(full, settings=SETTINGS, links=LINKS),
        "empty": render_letter(empty, settings=SETTINGS, links=LINKS),
        "confirm": confirm_address(subscriber, NOW, settings=SETTINGS, links=LINKS),
    }


@pytest.mark.parametrize("kind", ["full", "empty", "confirm"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_rule_about_content_scores_against_a_letter(language: Language, kind: str, tmp_path: Path) -> None:
    raw = message_of(letters(language)[kind]).as_bytes()
    preferences = tmp_path / "preferences"
    preferences.touch()
    command = [str(PROGRAM), "--local", "--test-mode", f"--prefspath={preferences}"]
    judged = subprocess.run(command, input=raw, capture_output=True, check=True, timeout=60)
    details = judged.stdout.decode(errors="replace").partition("Content analysis details")[2]
    assert details
    assert [(name, score) for score, name in _HIT.findall(details) if float(score) > 0] == []
