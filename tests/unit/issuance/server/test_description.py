"""The description of the API against the API, by requests that it allows and that it does not."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute

from issuance import refusal
from issuance.refusal import refusals
from issuance.server.app import ROUTERS
from issuance.server.problem import ALL_KINDS, HTTP_KINDS, KINDS, MEDIA_TYPE
from tests.counter import Counter


def test_every_refusal_has_a_status_and_a_title() -> None:
    assert set(KINDS) == {kind.slug for kind in refusals(refusal.Refusal)}
    assert not set(KINDS) & set(HTTP_KINDS)
    assert all(400 <= kind.status < 600 and kind.title for kind in ALL_KINDS.values())


def described(counter: Counter) -> dict[str, Any]:
    document: dict[str, Any] = counter.told("GET", "/openapi.json")
    return document


def test_every_error_of_every_operation_is_a_problem_document(counter: Counter) -> None:
    document = described(counter)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    where = (method, path, status)
                    assert list(answer["content"]) == ["application/problem+json"], where
                    schema = answer["content"]["application/problem+json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Problem"}, where
                    assert answer["content"]["application/problem+json"]["examples"], where


def test_what_is_told_to_come_again_is_told_when(counter: Counter) -> None:
    for path, operations in described(counter)["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                slugs = set(answer.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {}))
                if slugs & {"too-soon", "locked-out", "busy", "overloaded", "not-ready"}:
                    assert "Retry-After" in answer["headers"], (method, path, status)


def test_every_operation_is_described(counter: Counter) -> None:
    operations = {
        (method.upper(), path)
        for path, methods in described(counter)["paths"].items()
        for method in methods
    }
    routes = {
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert operations == routes
