"""How tests are shared out among processes, ``pytest -n``: file by file, some folders as a whole.

::

    tests/browser/          one browser and one service for all of it
    tests/unit/issuance/    one PostgreSQL server
    any other file          to whichever process is free

What a folder shares is made once then. No test needs to run in the same process as another, or
before it.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# Where a test's name begins, and the group that it belongs to.
GROUPS = {
    "tests/browser/": "browser",
    "tests/unit/issuance/": "issuance",
    "tests/property/test_issuance_ledger.py": "issuance",
}


class RoomScheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Shares out groups, and every other file by itself."""

    def _split_scope(self, nodeid: str) -> str:
        for start, group in GROUPS.items():
            if nodeid.startswith(start):
                return group
        return nodeid.partition("::")[0]
