"""Short days of guessing pairs; what the limits promise holds in these, too."""

from __future__ import annotations

import pytest

from benchmarks.attack import twoended
from benchmarks.attack.day import most_in_a_day
from benchmarks.attack.finding import Finding
from benchmarks.attack.town import town
from issuance.defence.limits import DAY, POLICY
from issuance.model.limit import Of


def named(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}


def test_one_shop_shows_as_many_pairs_as_patterns_right_ends_or_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Sixteen tries or more in each of the two windows.
    monkeypatch.setattr(twoended, "EVERY_S", DAY // 40)
    monkeypatch.setattr(twoended, "KNOWN", 2)
    with town("sqlite") as place:
        findings = twoended._one_shop(place)
    assert all(finding.holds for finding in findings), findings
    found = named(findings)
    assert found["one shop: pairs compared in a day"].now == most_in_a_day(Of.MERCHANT)
    assert found["of these with one right end"].now == most_in_a_day(Of.MERCHANT) / 2
    assert found["one shop: chance to find the pair"].now < 0.0004


def test_all_shops_together_show_as_many_pairs_as_patterns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = [
        type(limit)(**{**vars(limit), "most": 12 if limit.window_s == DAY else 5})
        if limit.of is Of.SERVICE
        else limit
        for limit in POLICY.strangers
    ]
    policy = type(POLICY)(**{**vars(POLICY), "strangers": tuple(small)})
    monkeypatch.setattr("benchmarks.attack.day.POLICY", policy)
    monkeypatch.setattr("benchmarks.attack.town.POLICY", policy)
    monkeypatch.setattr(twoended, "SHOPS", 4)
    monkeypatch.setattr(twoended, "ENOUGH", 1)
    with town("sqlite") as place:
        found = named(twoended._any_shop(place))
    assert found["any shop: pairs compared in a day"].now == 24
    assert found["any shop of 10,000: chance to find a pair"].now < 0.001
