"""Short days of guessing; what the limits promise holds in these, too."""

from __future__ import annotations

import pytest

from benchmarks.attack import day, lockout
from benchmarks.attack.finding import Finding
from benchmarks.attack.town import town
from issuance.defence.limits import DAY, POLICY
from issuance.model.limit import Of


def named(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings}


def test_one_shop_shows_a_stranger_what_two_days_budgets_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(day, "EVERY_S", DAY // 96)
    monkeypatch.setattr(day, "KNOWN", 8)
    monkeypatch.setattr(day, "NEW", 8)
    with town("sqlite") as place:
        findings = day._one_shop(place)
    assert all(finding.holds for finding in findings), findings
    found = named(findings)
    assert found["one shop: patterns compared in a day"].now == day.most_in_a_day(Of.MERCHANT)
    assert found["one shop: chance to find it"].now < 1


def test_all_shops_together_show_what_the_service_has(monkeypatch: pytest.MonkeyPatch) -> None:
    small = [
        type(limit)(**{**vars(limit), "most": 12 if limit.window_s == DAY else 5})
        if limit.of is Of.SERVICE
        else limit
        for limit in POLICY.strangers
    ]
    policy = type(POLICY)(**{**vars(POLICY), "strangers": tuple(small)})
    monkeypatch.setattr("benchmarks.attack.day.POLICY", policy)
    monkeypatch.setattr("benchmarks.attack.town.POLICY", policy)
    monkeypatch.setattr(day, "SHOPS", 6)
    monkeypatch.setattr(day, "AREA", 3)
    with town("sqlite") as place:
        found = named(day._many_shops(place))
    assert found["any shop: patterns compared in a day"].now == 24
    assert found["shops of one area that are alike"].now == 0
    # An owner tries five shops, each with the own pattern.
    assert found["an owner: shops tried in a day"].now == 24
    assert day.most_in_a_day(Of.SERVICE) == 24


def test_presses_that_are_not_read_refuse_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockout, "PRESSES", 96)
    monkeypatch.setattr(lockout, "CUSTOMERS", 4)
    found = named(lockout.measure_lockout("sqlite"))
    assert found["their senders locked out"].now == 96 / lockout.A_DEVICE
    assert found["known customers refused"].now == found["new customers refused"].now == 0
