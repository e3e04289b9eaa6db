"""Write docs/map.md from the modules' own first lines: `make map`."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROOMS = {
    "crawler": "collect and read: a source in, a readable article out",
    "figures": "match and measure: a text in; mentions, figures and changes out",
    "models": "keep: every shape that passes between rooms, and the only SQL",
    "alerts": "tell: changes in, a letter out, a receipt back",
    "scheduler": "when, in what order: the stages, the timetable, where jobs run",
    "review": "look back: verbs for people; web pages, JSON API, command line",
}


def first_line(path: Path) -> str:
    """Return the first line of a module's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


def render() -> str:
    """Return the map of the house."""
    lines = ["# The map of the house", "", "Written by `make map` from the modules' first lines; a test compares."]
    for room, purpose in ROOMS.items():
        lines += [
            "",
            f"## {room}/",
            f"{purpose[0].upper()}{purpose[1:]}.",
            "",
            "| file | what it is about |",
            "|---|---|",
        ]
        for path in sorted((ROOT / room).rglob("*.py")):
            if path.name != "__init__.py" and "versions" not in path.parts:
                lines.append(f"| `{path.relative_to(ROOT / room)}` | {first_line(path)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "map.md").write_text(render(), encoding="utf-8")
