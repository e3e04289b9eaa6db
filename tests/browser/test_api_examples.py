"""The examples of docs/api.md run against the real server."""

from __future__ import annotations

import re
from pathlib import Path

from review.verbs import users
from scheduler.newsroom import Newsroom

EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "api.md"


def test_the_examples_run_as_they_stand(site: str, newsroom: Newsroom) -> None:
    key = users.make_token(newsroom, "example", ("read", "write"), who="test")
    blocks = re.findall(r"```python\n(.*?)```", EXAMPLES.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 5
    code = "\n".join(blocks).replace("http://127.0.0.1:8080", site).replace("rw_…", key)
    scope: dict[str, object] = {}
    exec(compile(code, str(EXAMPLES), "exec"), scope)
    api = scope["api"]
    api.close()  # type: ignore[attr-defined]
    assert scope["figures"]
