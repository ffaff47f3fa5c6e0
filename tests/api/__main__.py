"""``python -m tests.api``: ask for as many requests as wanted; stops where one breaks a rule."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from hypothesis import settings

from tests.api.requests import ask


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.api", description=__doc__)
    parser.add_argument("--examples", type=int, default=200, help="of each operation, either way")
    given = parser.parse_args()
    # Not the same examples as the suite: others every time.
    settings.register_profile("api", deadline=None, database=None)
    settings.load_profile("api")
    with tempfile.TemporaryDirectory(prefix="api-") as folder:
        asked = ask(Path(folder), given.examples)
    told = ", ".join(f"{status}: {count}" for status, count in sorted(asked.statuses.items()))
    print(f"{asked.requests} requests, none of which broke a rule; {told}")


if __name__ == "__main__":
    main()
