"""The API's reference, made from its own description: no script of somebody else's."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from review.web.frame import page
from review.web.guest import Reading

router = APIRouter()


@router.get("/api")
def reference(guest: Reading) -> Response:
    """Show every address of the API with its parameters."""
    schema: dict[str, Any] = guest.request.app.openapi()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            shown = {
                "method": method.upper(),
                "path": path,
                "said": operation.get("description", ""),
                "parameters": [(p["name"], p["in"], p.get("required", False)) for p in operation.get("parameters", [])],
                "body": _fields(schema, operation),
            }
            groups.setdefault(operation["tags"][0], []).append(shown)
    return page(guest, "reference.html", groups=groups, base=guest.newsroom.settings.base_url)


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> list[tuple[str, bool]]:
    """Return the fields of the body that an operation takes, and whether each is needed."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = content.get("$ref", "").rpartition("/")[2]
    model = schema["components"]["schemas"].get(name, {})
    return [(field, field in model.get("required", [])) for field in model.get("properties", {})]
