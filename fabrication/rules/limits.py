"""The limits of ``rules.toml``: numbers with their sources."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class Limit:
    """A number that must be kept, and who says so.

    Attributes
    ----------
    limit : float
        In the unit of the name it is listed under.
    source : str
    over_mm : float
        Holds for what is higher than this.
    """

    limit: float
    source: str
    over_mm: float = 0.0


def limit(process: str, name: str) -> Limit | None:
    """Return a limit of a process; None where the process has none of that name."""
    row = table()[process].get(name)
    return None if row is None else Limit(**row)


def graded(process: str, name: str) -> list[Limit]:
    """Return limits that depend on a height, the highest first; empty where there are none."""
    return [Limit(**row) for row in table()[process].get(name, [])]


@cache
def table() -> dict[str, Any]:
    """Read the whole file."""
    text = resources.files("fabrication.rules").joinpath("rules.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
