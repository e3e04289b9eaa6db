"""What every address of the API does besides its verb: ETag on reading, Idempotency-Key on writing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from review.verbs import once
from review.web.api.problems import problem

_LONGEST_KEY = 200
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ApiRoute(APIRoute):
    """A route of the API."""

    def get_route_handler(self) -> Handler:
        """Return the handler with what every address does around it."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            if request.method == "GET":
                return _tagged(request, await handle(request))
            key = request.headers.get("idempotency-key", "")
            return await (_once(request, handle, key) if key else handle(request))

        return handled


def _tagged(request: Request, answer: Response) -> Response:
    body = getattr(answer, "body", None)
    if answer.status_code != 200 or body is None:
        return answer
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": "private, no-cache"})
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


async def _once(request: Request, handle: Handler, key: str) -> Response:
    """Do a write once for a key; a repetition gets the first answer again."""
    if len(key) > _LONGEST_KEY:
        return problem(request, 422, f"Idempotency-Key: at most {_LONGEST_KEY} characters")
    newsroom = request.app.state.newsroom
    caller = request.headers.get("authorization", "")
    name = hashlib.sha256("\n".join((caller, request.method, request.url.path, key)).encode()).hexdigest()
    asked = hashlib.sha256(await request.body()).hexdigest()
    kept = await run_in_threadpool(once.begin, newsroom, name, asked)
    if kept is not None:
        if kept.asked != asked:
            return problem(request, 409, "this Idempotency-Key was used with another body")
        if not kept.answer:
            return problem(request, 409, "the request with this Idempotency-Key is still being worked on")
        status, media, body = json.loads(kept.answer)
        return Response(body, status_code=status, media_type=media, headers={"Idempotent-Replayed": "true"})
    try:
        answer = await handle(request)
    except BaseException:
        await run_in_threadpool(once.forget, newsroom, name)
        raise
    if answer.status_code < 500:
        told = json.dumps([answer.status_code, answer.headers.get("content-type"), bytes(answer.body).decode()])
        await run_in_threadpool(once.end, newsroom, name, asked, told)
    return answer
