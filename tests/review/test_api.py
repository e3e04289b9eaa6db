"""The API: its contract holds under generated requests, keys open what they should, writes happen once."""

from __future__ import annotations

import os

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from review.verbs import users
from review.web.app import create_app
from scheduler.newsroom import Newsroom

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "15"))  # requests an address


def test_the_contract_holds_for_generated_requests(newsroom: Newsroom) -> None:
    key = users.make_token(newsroom, "schemathesis", ("read", "write", "admin"), who="test")
    users.add_user(newsroom, "wei", "correct horse", who="test")  # so that keys are asked for
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(newsroom))
    schema.config.update(headers={"Authorization": f"Bearer {key}"})
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        tried += 1

        @given(case=operation.as_strategy() | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        def holds(case: schemathesis.Case) -> None:
            # A schema cannot say that a name is taken, or which time zones there are: such data is refused rightly.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        holds()
    assert tried > 30


def test_a_key_opens_what_its_scopes_say(client: TestClient, newsroom: Newsroom) -> None:
    users.add_user(newsroom, "wei", "correct horse", who="test")
    reading = {"Authorization": f"Bearer {users.make_token(newsroom, 'r', ('read',), who='test')}"}
    writing = {"Authorization": f"Bearer {users.make_token(newsroom, 'w', ('write',), who='test')}"}
    assert client.get("/api/v1/changes").status_code == 401
    assert client.get("/api/v1/changes", headers={"Authorization": "Bearer rw_nonsense"}).status_code == 401
    assert client.get("/api/v1/changes", headers=reading).status_code == 200
    refused = client.post("/api/v1/figures/1/reject", json={}, headers=reading)
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.post("/api/v1/figures/1/reject", json={}, headers=writing).status_code == 200
    assert client.get("/api/v1/audit", headers=writing).status_code == 403


def test_another_site_cannot_write_through_an_open_house(client: TestClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post("/api/v1/figures/1/reject", json={}, headers=headers).status_code == 401
    assert client.post("/api/v1/figures/1/reject", json={}).status_code == 200


def test_a_write_with_a_key_of_its_own_happens_once(client: TestClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = client.post("/api/v1/subjects", json={"name": "AgiBot", "aliases": ["智元机器人"]}, headers=headers)
    again = client.post("/api/v1/subjects", json={"name": "AgiBot", "aliases": ["智元机器人"]}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert client.post("/api/v1/subjects", json={"name": "Other"}, headers=headers).status_code == 409
    assert client.post("/api/v1/subjects", json={"name": "AgiBot"}).status_code == 422


def test_what_did_not_change_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/v1/subjects")
    again = client.get("/api/v1/subjects", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pages_follow_one_another_without_gap_or_repetition(client: TestClient) -> None:
    whole = [item["number"] for item in client.get("/api/v1/figures?limit=200").json()["items"]]
    found: list[int] = []
    cursor = ""
    while cursor is not None:
        page = client.get("/api/v1/figures", params={"limit": 7, "cursor": cursor}).json()
        found += [item["number"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert found == whole
    assert len(whole) > 20


def test_a_correction_moves_the_series_and_says_who_made_it(client: TestClient) -> None:
    before = client.get("/api/v1/series", params={"subject": "Symbotic", "metric": "revenue"}).json()[0]
    last = before["points"][-1]
    answer = client.patch(f"/api/v1/figures/{last['figure']}", json={"value": 620e6, "note": "misread"})
    assert answer.status_code == 200
    assert answer.json()["decisions"][0]["note"] == "misread"
    after = client.get("/api/v1/series", params={"subject": "Symbotic", "metric": "revenue"}).json()[0]
    assert after["points"][-1]["value"] == 620e6
