"""The documents that browsers get, and what comes with them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from issuance.page import site

if TYPE_CHECKING:
    from tests.counter import Counter

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
FOR_EVER = "public, max-age=31536000, immutable"


class Seen(HTMLParser):
    """The texts of a document, by the classes and names of their elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.description = ""
        self._at = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where a text would stand."""
        given = dict(attrs)
        self._at = given.get("class") or given.get("id") or tag
        if given.get("name") == "description":
            self.description = given["content"] or ""

    def handle_endtag(self, _tag: str) -> None:
        """Leave the element."""
        self._at = ""

    def handle_data(self, data: str) -> None:
        """Take the text of an element."""
        self.texts[self._at] = self.texts.get(self._at, "") + data


@pytest.mark.parametrize(("path", "name"), [("/", "page"), ("/c/cmp_x", "page"), ("/desk", "desk")])
def test_a_document_brings_its_styles_and_asks_for_one_module_that_is_kept_for_ever(
    counter: Counter, path: str, name: str
) -> None:
    answer = counter.ask("GET", path)
    (styles,) = STYLE.findall(answer.text)
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"style-src 'self' 'sha256-{digest}';" in policy
    assert "script-src 'self';" in policy
    assert 'rel="stylesheet"' not in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    (bundle,) = re.findall(r'src="(/[^"]+)"', answer.text)
    module = counter.ask("GET", bundle)
    assert module.headers["cache-control"] == FOR_EVER
    assert module.headers["content-type"] == "text/javascript; charset=utf-8"
    assert hashlib.sha256(module.content).hexdigest()[:12] == bundle.split(".")[1]
    assert site(name).files[bundle[1:]] == module.content
    assert counter.ask("GET", f"/{name}/bundle.000000000000.js").status_code == 404


def test_a_campaign_comes_with_the_document_and_nothing_in_it_is_markup(counter: Counter) -> None:
    title = "</script><b>&"
    changes = {"title": title, "text": 'Say "<tea>"'}
    counter.told("PATCH", f"/v1/campaigns/{counter.campaign}", counter.admin, json=changes)
    answer = counter.ask("GET", f"/c/{counter.campaign}")
    seen = Seen(answer.text)
    assert json.loads(seen.texts["offered"]) == counter.told(
        "GET", f"/v1/campaigns/{counter.campaign}"
    )
    assert (seen.texts["title"], seen.texts["card-title"]) == (title, title)
    assert seen.description == seen.texts["card-text"] == 'Say "<tea>"'
    assert "<b>" not in answer.text
    tag = {"If-None-Match": answer.headers["etag"]}
    assert counter.ask("GET", f"/c/{counter.campaign}", headers=tag).status_code == 304
    assert "offered" not in Seen(counter.ask("GET", "/c/cmp_nobody").text).texts


def test_only_a_demo_has_a_stamp_to_press(counter: Counter) -> None:
    assert "/demo/" not in counter.ask("GET", f"/c/{counter.campaign}").text
    for path in ("stamp.js", "stamp.css", "press?stamp=counter&px_per_mm=6.3"):
        assert counter.ask("GET", f"/demo/{path}").status_code == 404
