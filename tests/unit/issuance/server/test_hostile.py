"""Bodies that nobody means well with."""

from __future__ import annotations

import json
from typing import Any

import pytest

from issuance.ledger import find
from tests.counter import Counter

SQL = "'; DROP TABLE voucher; --"
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>"
ODD = [
    "\x00",
    "\ud800",
    "\u202egnihton",
    "a\nb",
    "ﷺ" * 400,
    "💥",
    "%s%n{0}${7*7}",
    "../../etc/passwd",
]
JSON = {"Content-Type": "application/json"}


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    return answer.status_code, document["type"].removeprefix("/problems/")


def text_fields(counter: Counter) -> list[tuple[str, str, dict[str, Any], str]]:
    campaign = {
        "title": "x",
        "valid_from": "2026-11-24T08:00:00Z",
        "valid_until": "2026-12-24T08:00:00Z",
    }
    merchant = f"/v1/merchants/{counter.merchant}"
    return [
        ("POST", "/v1/merchants", {}, "name"),
        ("PATCH", merchant, {}, "name"),
        ("POST", f"{merchant}/stamps", {}, "label"),
        ("POST", f"{merchant}/stamps", {}, "family"),
        ("PATCH", f"/v1/stamps/{counter.stamp}", {}, "label"),
        ("PATCH", f"/v1/stamps/{counter.stamp}", {}, "status"),
        ("POST", f"{merchant}/campaigns", campaign, "title"),
        ("POST", f"{merchant}/campaigns", campaign, "text"),
        ("POST", f"{merchant}/campaigns", campaign, "mode"),
        ("POST", f"{merchant}/campaigns", campaign, "valid_from"),
        ("PATCH", f"/v1/campaigns/{counter.campaign}", {}, "title"),
        ("PATCH", f"/v1/campaigns/{counter.campaign}", {}, "text"),
        ("POST", "/v1/api-keys", {"roles": ["admin"]}, "label"),
        ("POST", "/v1/api-keys", {"roles": ["read"], "label": "x"}, "merchant_id"),
    ]


@pytest.mark.parametrize("words", [SQL, HTML, *ODD])
def test_words_in_any_field_are_kept_as_they_are_or_refused(counter: Counter, words: str) -> None:
    for method, path, body, field in text_fields(counter):
        sent = {**body, field: words}
        # By hand: a lone surrogate is not to be had in UTF-8.
        raw = _json(sent)
        answer = counter.ask(method, path, counter.admin, content=raw, headers=JSON)
        if answer.is_success:
            assert answer.json()[field] == words.strip(), (path, field)
        else:
            assert problem(answer)[0] in (404, 422), (path, field, answer.text)
    token = counter.device()
    for sent in ({"campaign_id": words}, {"campaign_id": counter.campaign, words: 1}):
        answer = counter.ask("POST", "/v1/vouchers", token, content=_json(sent), headers=JSON)
        assert problem(answer)[0] in (404, 422)
    assert counter.ask("GET", "/ready").is_success
    assert counter.claim(token)


@pytest.mark.parametrize("words", [SQL, HTML, "%00", "%F0%9F%92%A5", "..%2f..%2fetc%2fpasswd"])
def test_words_in_the_path_are_not_found(counter: Counter, words: str) -> None:
    quoted = words.replace("/", "%2F").replace("?", "%3F").replace("#", "%23")
    for path in ("merchants", "campaigns", "vouchers"):
        answer = counter.ask("GET", f"/v1/{path}/{quoted}", counter.admin)
        assert problem(answer) == (404, "not-found")
    for path in ("page", "desk", "c"):
        assert counter.ask("GET", f"/{path}/{quoted}").status_code in (200, 404)


def test_a_page_never_hands_out_what_is_not_its_own(counter: Counter) -> None:
    for path in ("/page/../server/app.py", "/page/%2e%2e/cli.py", "/page/__init__.py", "/desk/"):
        assert counter.ask("GET", path).status_code == 404


@pytest.mark.parametrize("words", ["", "x" * 41, "' OR 1=1 --", "\x00"])
def test_a_cursor_that_is_none_shows_nothing_or_is_refused(counter: Counter, words: str) -> None:
    for path in ("merchants", f"merchants/{counter.merchant}/stamps", "alarms", "api-keys"):
        answer = counter.ask("GET", f"/v1/{path}", counter.admin, params={"after": words})
        assert answer.status_code in (200, 422)


BODIES = {
    "nothing": (b"", 422),
    "no JSON": (b"hello", 422),
    "half": (b'{"campaign_id": "cmp', 422),
    "not UTF-8": (b'{"campaign_id": "\xff"}', 422),
    "NaN": (b'{"campaign_id": NaN}', 422),
    "deep": (b"[" * 100_000, 422),
    "deep and closed": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 422),
    "a list": (b"[]", 422),
    "null": (b"null", 422),
    "a number": (b"7", 422),
    "a number of many digits": (b'{"campaign_id": ' + b"9" * 5_000 + b"}", 422),
    "a wrong type": (b'{"campaign_id": 7}', 422),
    "a field too many": (b'{"campaign_id": "x", "y": 1}', 422),
    "a lone surrogate": (b'{"campaign_id": "\\ud800"}', 422),
    "a long text": (b'{"campaign_id": "' + b"x" * 5_000 + b'"}', 422),
    "too much": (b'{"campaign_id": "' + b"x" * 262_144 + b'"}', 413),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_cannot_be_is_refused_in_words(counter: Counter, kind: str) -> None:
    token = counter.device()
    content, status = BODIES[kind]
    answer = counter.ask("POST", "/v1/vouchers", token, content=content, headers=JSON)
    assert problem(answer)[0] == status
    assert len(answer.content) < 4_000


def test_an_answer_never_repeats_what_was_sent(counter: Counter) -> None:
    secret = "do-not-repeat-me"
    content = _json({"campaign_id": [secret], secret * 100: 1})
    answer = counter.ask("POST", "/v1/vouchers", counter.device(), content=content, headers=JSON)
    assert len(answer.content) < 2_000


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "image/png"])
def test_a_body_of_another_type_is_refused(counter: Counter, kind: str) -> None:
    token = counter.device()
    headers = {"Content-Type": kind}
    answer = counter.ask("POST", "/v1/vouchers", token, content=b"{}", headers=headers)
    assert problem(answer) == (415, "unsupported-media-type")
    path = f"/v1/campaigns/{counter.campaign}/picture"
    headers = {"Content-Type": "text/html"}
    answer = counter.ask("PUT", path, counter.admin, content=b"<b>", headers=headers)
    assert problem(answer) == (415, "unsupported-media-type")


@pytest.mark.parametrize("sent", [b"", b"<svg/>", b"\x89PNG", b"\xff\xd8\xff"])
def test_a_picture_that_is_none_is_refused(counter: Counter, sent: bytes) -> None:
    path = f"/v1/campaigns/{counter.campaign}/picture"
    headers = {"Content-Type": "image/png"}
    answer = counter.ask("PUT", path, counter.admin, content=sent, headers=headers)
    assert problem(answer) == (422, "invalid")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nothing", (404, "not-found")),
        ("GET", "/v1/vouchers/", (404, "not-found")),
        ("DELETE", "/v1/vouchers", (405, "method-not-allowed")),
        ("PUT", "/health", (405, "method-not-allowed")),
        ("GET", "/docs", (404, "not-found")),
    ],
)
def test_what_is_not_there_is_a_problem_document(
    counter: Counter, method: str, path: str, expected: tuple[int, str]
) -> None:
    answer = counter.ask(method, path)
    assert problem(answer) == expected
    if expected[0] == 405:
        assert answer.headers["allow"]


def test_a_fault_of_ours_is_a_problem_document_without_a_word_about_it(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "campaign", lambda *_: 1 / 0)
    answer = counter.ask("GET", f"/v1/campaigns/{counter.campaign}")
    assert problem(answer) == (500, "internal")
    assert "division" not in answer.text
    assert "x-request-id" in answer.headers


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
