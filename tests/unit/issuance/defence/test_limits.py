from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from issuance.defence.limits import POLICY, UNLIMITED
from issuance.model.limit import Counts, Limit


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
    assert {limit.counts for limit in POLICY.presentations} == {Counts.REFUSED}


def test_there_may_be_no_limits() -> None:
    assert UNLIMITED.limits == ()
