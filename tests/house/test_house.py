"""The house itself: its map is true, its names are its own, its settings are written down, no host stands in a file."""

from __future__ import annotations

import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest

from models.settings import Settings
from tests.house.housemap import ROOMS, ROOT, first_line, render

HOSTS = "py" + "pi.org|python" + "hosted|npm" + "js.(org|com)|deb" + "ian.org"


def _tracked(*patterns: str) -> list[Path]:
    told = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in told.stdout.splitlines() if (ROOT / line).is_file()]


def test_the_map_is_true() -> None:
    assert (ROOT / "docs" / "map.md").read_text(encoding="utf-8") == render(), "run `make map`"


def test_every_module_says_what_it_is_about() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if path.name != "__init__.py" and not first_line(path).endswith((".", ";", ",", ":"))
    ]
    assert silent == []


def test_our_package_names_are_nobody_elses() -> None:
    others = [
        f"{distribution.name}: {name}"
        for distribution in metadata.distributions()
        if distribution.name != "robowatch"
        for name in {str(file).split("/")[0] for file in distribution.files or ()}
        if name in ROOMS
    ]
    assert others == []


def test_every_setting_is_in_the_example_and_in_the_table() -> None:
    example = (ROOT / "deploy" / "robowatch.env.example").read_text(encoding="utf-8")
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    missing = [
        name
        for field in Settings.model_fields
        for name in (f"ROBOWATCH_{field.upper()}",)
        if name not in example or f"`{name}`" not in table
    ]
    assert missing == []


def test_no_registry_host_stands_in_a_file() -> None:
    hosts = re.compile(HOSTS)
    found = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if path.suffix in {"", ".md", ".py", ".toml", ".txt", ".yml", ".yaml", ".sh", ".cfg"}
        and hosts.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def test_readmes_commands_are_chores_of_the_makefile() -> None:
    told = set(re.findall(r"`?make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    chores = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert told - chores == set()
    assert {"run", "test", "demo"} <= told
