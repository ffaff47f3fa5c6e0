from __future__ import annotations

from pathlib import Path

from tests.api.requests import ask

EXAMPLES = 6


def test_no_request_that_the_description_allows_or_forbids_breaks_a_rule(tmp_path: Path) -> None:
    asked = ask(tmp_path, EXAMPLES)
    assert asked.requests > 200
    assert {200, 201, 404, 422} <= set(asked.statuses)
    assert not any(status >= 500 for status in asked.statuses)
