from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from issuance.trail.order import ACCEPTED, Order

SECOND = 1_000_000
DATES = st.integers(0, 300).map(lambda seconds: seconds * SECOND)
TRAILS = st.lists(st.tuples(DATES, st.sampled_from(["x", "x", "x", ACCEPTED])), max_size=12)


def followed(trail: list[tuple[int, str]], first: int, latest: int | None = None) -> Order:
    order = Order(latest)
    for seq, (at, kind) in enumerate(trail, first):
        order.follow(seq, at, kind)
    return order


@given(TRAILS, st.integers(0, 12), st.integers(0, 12))
def test_runs_that_are_joined_tell_what_one_run_does(
    trail: list[tuple[int, str]], one: int, other: int
) -> None:
    cuts = sorted((min(one, len(trail)), min(other, len(trail))))
    joined = Order()
    for begin, end in zip((0, *cuts), (*cuts, len(trail)), strict=True):
        run = followed(trail[begin:end], begin)
        if joined.contradicts(run):
            run = followed(trail[begin:end], begin, joined.latest)
        joined.join(run)
    whole = followed(trail, 0)
    assert (joined.broken_at, joined.latest) == (whole.broken_at, whole.latest)
