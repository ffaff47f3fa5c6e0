"""A server under attack: the one of ``stampcodec serve`` with all its limits, and a shop on it."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.service.postgresql import running_postgresql
from benchmarks.service.process import running
from benchmarks.service.shop import Shop, shop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.service.process import Running


@dataclass(frozen=True)
class Target:
    """A server process, and a shop with a stamp on its database."""

    server: Running
    shop: Shop


@contextmanager
def target(database: str) -> Iterator[Target]:
    """Run a server that believes what a proxy says of addresses, on a new database.

    Parameters
    ----------
    database : str
        ``sqlite`` or ``postgresql``.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="attack-")))
        url = None
        if database == "postgresql":
            url = stack.enter_context(running_postgresql()).create()
        counter = stack.enter_context(shop(folder, url))
        server = stack.enter_context(running(folder, database=url, limited=True))
        yield Target(server, counter)
