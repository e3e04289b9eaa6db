"""Reading pages in tests: the token of a form, the text of an element."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient
from httpx import Response

_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')


def token_on(client: TestClient, path: str) -> str:
    """Return the form token on a page."""
    found = _TOKEN.search(client.get(path).text)
    assert found, f"no form on {path}"
    return found[1]


def send(client: TestClient, path: str, form: str = "", **fields: str | list[str]) -> Response:
    """Fill in the form on a page (its own address unless `form` names another) and send it."""
    return client.post(path, data={"csrf": token_on(client, form or path), **fields})
