"""The description of the API, as true as it can be made: every refusal of every route is in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from issuance.refusal import Busy, ClockWrong, Full, Invalid, Refusal, TooSoon
from issuance.server.content import Content
from issuance.server.problem import ALL_KINDS, MEDIA_TYPE, document
from issuance.server.schemas.problem import Problem

if TYPE_CHECKING:
    from fastapi import FastAPI

REFERENCE = {"$ref": "#/components/schemas/Problem"}
# What any route may answer, and what any route may that takes a body.
EVERYWHERE = (
    "malformed",
    Invalid.slug,
    Busy.slug,
    Full.slug,
    ClockWrong.slug,
    "overloaded",
    "internal",
)
WITH_BODY = ("too-slow", "too-large", "unsupported-media-type")
RETRY_AFTER = {
    "Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}
}
RETRIED = (429, 503)
ABOUT = """Vouchers that are verified and redeemed by a stamp with conductive dots.

Errors are problem documents (RFC 9457); programs go by the slug at the end of `type`. Times are
UTC, ISO 8601 with Z. Unknown fields are refused. Every change takes an `Idempotency-Key`.

`HEAD` is answered wherever `GET` is; another method than those of a path is `method-not-allowed`,
405, and `Allow` says which there are. What is no HTTP, or says in two ways how long it is, is
`malformed`, 400, and its connection is closed.
"""


def refuses(*kinds: type[Refusal] | str, body: bool = False) -> dict[int | str, dict[str, Any]]:
    """Describe what a route may refuse, beside what any route may."""
    slugs = [kind if isinstance(kind, str) else kind.slug for kind in kinds]
    slugs += [*EVERYWHERE, *(WITH_BODY if body else ())]
    answers: dict[int | str, dict[str, Any]] = {}
    for slug in dict.fromkeys(slugs):
        kind = ALL_KINDS[slug]
        entry = answers.setdefault(
            kind.status,
            {"description": "", "content": {MEDIA_TYPE: {"schema": REFERENCE, "examples": {}}}},
        )
        entry["description"] = "; ".join(filter(None, [entry["description"], f"`{slug}`"]))
        entry["content"][MEDIA_TYPE]["examples"][slug] = {"value": document(slug, kind.title)}
        if kind.status in RETRIED or slug == TooSoon.slug:
            entry["headers"] = RETRY_AFTER
    return answers


def describe(app: FastAPI) -> dict[str, Any]:
    """Compose the description of an app, once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=ABOUT, routes=app.routes
        )
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        # The framework's own shape of errors is used nowhere.
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs")
        schemas["Problem"] = problem
        app.openapi_schema = schema
    return app.openapi_schema


def description(app: FastAPI) -> Content:
    """Write the description of an app, once."""
    if not hasattr(app.state, "description"):
        text = json.dumps(describe(app), ensure_ascii=False)
        app.state.description = Content(text.encode(), "application/json")
    described: Content = app.state.description
    return described
