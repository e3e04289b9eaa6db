"""Errors of the API as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    detail: str


class Problem(BaseModel):
    """Why a request was refused."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Fault] = Field(default_factory=list)


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    errors: list[Fault] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the answer that tells a problem."""
    told = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, instance=request.url.path, errors=errors or []
    )
    answer = JSONResponse(told.model_dump(), status_code=status, media_type=MEDIA_TYPE)
    answer.headers.update(headers or {})
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="robowatch"'
    return answer


def misread(request: Request, error: RequestValidationError) -> Response:
    """Return the answer that names each field at fault."""
    errors = [
        Fault(field=".".join(str(part) for part in fault["loc"] if part != "body") or "body", detail=fault["msg"])
        for fault in error.errors()
    ]
    said = "; ".join(f"{fault.field}: {fault.detail}" for fault in errors[:3])
    return problem(request, 422, said or "the request cannot be read", errors=errors)


def _told(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"model": Problem, "description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


ANSWERS: dict[int | str, dict[str, Any]] = {
    400: _told("the body is no JSON"),
    401: _told("no key, or one that opens nothing"),
    403: _told("the key does not open this"),
    404: _told("nothing of that name or number"),
    409: _told("a request with this Idempotency-Key is still being worked on, or had another body"),
    422: _told("a field makes no sense"),
}
