from __future__ import annotations

import re

from issuance import refusal
from issuance.refusal import Busy, Conflict, Locked, Refusal, refusals


def test_every_refusal_has_a_slug_of_its_own() -> None:
    slugs = [kind.slug for kind in refusals()]
    assert len(set(slugs)) == len(slugs) > 15
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in slugs)


def test_only_the_branches_of_the_tree_have_none() -> None:
    defined = {
        kind
        for kind in vars(refusal).values()
        if isinstance(kind, type) and issubclass(kind, Refusal)
    }
    assert defined - set(refusals()) == {Refusal, Conflict, Locked}
    assert Locked.slug == Busy.slug


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    assert refusal.__doc__ is not None
    drawn = dict(re.findall(r"[├└]── (\w+) +([a-z-]+)", refusal.__doc__))
    assert {kind.__name__: kind.slug for kind in refusals()}.items() <= drawn.items()
    assert set(drawn) - {kind.__name__ for kind in refusals()} <= {"Conflict", "Locked"}
