"""The words of both pages: the same in every language, and all of them used."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from issuance.refusal import refusals
from tests.browser.conftest import ISSUANCE

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
# What a customer's page can be refused; the rest is between programs.
CUSTOMERS = {
    "stamp-not-accepted", "locked-out", "not-found", "wrong-state", "already-redeemed",
    "campaign-not-open", "out-of-stock", "customer-limit", "too-soon", "challenge-spent",
    "unauthenticated", "till-code-needed", "till-code-wrong",
}  # fmt: skip
PLACE = re.compile(r"\{(\w+)\}")


def words(folder: str, language: str) -> dict[str, str]:
    text = (ISSUANCE / folder / "i18n" / f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def source(folder: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ISSUANCE / folder).rglob("*.js"))


@pytest.mark.parametrize("folder", ["page", "desk"])
def test_every_language_has_every_word_and_fills_in_the_same_places(folder: str) -> None:
    english = words(folder, "en")
    for language in LANGUAGES[1:]:
        other = words(folder, language)
        assert list(other) == list(english)
        for key, word in english.items():
            assert other[key].strip()
            assert set(PLACE.findall(other[key])) == set(PLACE.findall(word)), (language, key)


@pytest.mark.parametrize("folder", ["page", "desk"])
def test_the_chinese_words_are_chinese_and_differ_in_their_characters(folder: str) -> None:
    traditional, simplified = words(folder, "zh-Hant"), words(folder, "zh-Hans")
    written = {key for key, word in traditional.items() if re.search(r"[\u4e00-\u9fff]", word)}
    exempt = {"card.valid", "campaigns.days", "stamps.changed"}
    assert set(traditional) - written <= exempt
    joined = "".join(traditional.values())
    assert "蓋章" in joined
    assert "盖章" in "".join(simplified.values())
    assert not set("盖验凭证张请领还过") & set(joined)


@pytest.mark.parametrize("folder", ["page", "desk"])
def test_every_word_that_the_page_says_is_there(folder: str) -> None:
    named = set(re.findall(r'(?:say\(|word: |\? |: |, )"([a-z]+\.[a-z_-]+)"', source(folder)))
    assert named
    assert named - set(words(folder, "en")) == set()


@pytest.mark.parametrize("folder", ["page", "desk"])
def test_no_word_is_left_over(folder: str) -> None:
    text = source(folder)
    for key in words(folder, "en"):
        group, name = key.split(".", 1)
        made = f"`{group}.${{" in text
        assert f'"{key}"' in text or made, f"{folder}: nobody says {key} ({name})"


def test_every_refusal_that_a_customer_can_meet_has_words() -> None:
    known = {refusal.slug for refusal in refusals()}
    assert known >= CUSTOMERS
    assert {f"refusal.{slug}" for slug in CUSTOMERS} <= set(words("page", "en"))


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (["en-GB"], "en"),
        (["zh-TW"], "zh-Hant"),
        (["zh-HK", "en"], "zh-Hant"),
        (["zh-Hant-MO"], "zh-Hant"),
        (["zh-CN"], "zh-Hans"),
        (["zh-Hans-SG"], "zh-Hans"),
        (["zh"], "zh-Hans"),
        (["fr-FR", "zh-TW", "en"], "zh-Hant"),
        (["fr-FR", "de"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_wanted_that_there_is_gets_chosen(
    modules: Page, wanted: list[str], chosen: str
) -> None:
    script = "async (wanted) => (await import('/page/words.js')).chosen(wanted)"
    assert modules.evaluate(script, wanted) == chosen


def test_the_advice_that_the_page_gives_stands_in_the_documentation() -> None:
    text = (ISSUANCE.parent / "docs" / "issuance.md").read_text(encoding="utf-8")
    table = text.partition("| what the glass felt |")[2].partition("\n\n")[0]
    told = [row.split("|")[2].strip() for row in table.splitlines()[2:]]
    english = words("page", "en")
    advice = [word for key, word in english.items() if key.startswith("press.")]
    known = {word.format(seen=4, dots=5) for word in advice}
    assert set(told) == {*known, english["refusal.stamp-not-accepted"]}
