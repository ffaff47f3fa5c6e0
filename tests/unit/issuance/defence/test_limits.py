from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import stampcodec as sc
from issuance.defence.limits import DAY, POLICY, UNLIMITED
from issuance.model.limit import Counts, Limit, Of


def test_every_limit_has_a_name_of_its_own() -> None:
    names = [limit.name for limit in POLICY.limits]
    assert len(set(names)) == len(names)


def test_lock_outs_grow_with_every_further_step() -> None:
    steps: dict[object, list[Limit]] = defaultdict(list)
    for limit in POLICY.presentations + POLICY.keys:
        steps[limit.of, limit.name.split("-")[0]].append(limit)
    for limits in steps.values():
        for before, after in pairwise(limits):
            assert before.most < after.most
            assert before.window_s < after.window_s
            assert before.lock_s < after.lock_s


def test_a_step_can_be_reached_in_spite_of_the_one_before() -> None:
    """Who fails as fast as the first step allows comes to the second one in its window."""
    steps: dict[object, list[Limit]] = defaultdict(list)
    for limit in POLICY.presentations:
        steps[limit.of].append(limit)
    for limits in steps.values():
        for before, after in pairwise(limits):
            rounds = after.window_s / max(before.window_s, before.lock_s)
            assert before.most * rounds > after.most


def test_only_failures_count_against_presentations() -> None:
    assert Counts.ALL not in {limit.counts for limit in POLICY.presentations}


def test_a_press_that_was_not_read_counts_against_its_sender_alone() -> None:
    every = POLICY.presentations + POLICY.strangers
    assert {limit.of for limit in every if limit.counts is not Counts.WRONG} == {
        Of.VOUCHER,
        Of.DEVICE,
    }


def test_in_any_day_a_shop_shows_a_stranger_less_than_one_pattern_in_a_hundred() -> None:
    """A day meets two windows of a day; the pattern is one of 4,096."""
    (day,) = (
        limit for limit in POLICY.strangers if limit.of is Of.MERCHANT and limit.window_s == DAY
    )
    assert 2 * day.most / sc.family("touch5").n_ids < 0.01


def test_there_may_be_no_limits() -> None:
    assert UNLIMITED.limits == ()
