"""Options and settings of the whole suite."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.databases import (
    database_url,
    new_database,
    postgresql,
    postgresql_template,
    sqlite_template,
)
from tests.fixed_port import refuse_fixed_port

if TYPE_CHECKING:
    from tests.scheduling import RoomScheduling

# Fixtures that any folder may ask for.
__all__ = [
    "database_url",
    "new_database",
    "postgresql",
    "postgresql_template",
    "sqlite_template",
]

CORPUS_TESTS = Path(__file__).parent / "corpus"
RECORDING_TESTS = Path(__file__).parent / "recordings"
DIST_TESTS = Path(__file__).parent / "dist"
FIRMWARE_TESTS = Path(__file__).parent / "firmware"
MAKERS_TESTS = Path(__file__).parent / "makers"

sys.addaudithook(refuse_fixed_port)

# The same examples in every run: what fails here fails everywhere. No deadline: no clock.
settings.register_profile("suite", derandomize=True, deadline=None, database=None)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--corpus",
        metavar="FOLDER",
        type=Path,
        help="folder of recorded frames; tests/corpus is collected only when it is given",
    )
    parser.addoption(
        "--recordings",
        metavar="FOLDER",
        type=Path,
        help="folder of contacts of hands; tests/recordings is collected only when it is given",
    )
    parser.addoption(
        "--archives",
        metavar="PYTHON,...",
        help="interpreters to install the archives for; tests/dist is collected only with it",
    )
    parser.addoption(
        "--boards",
        action="store_true",
        default=None,
        help="collect tests/firmware, which needs a compiler and an emulator of Cortex-M boards",
    )
    parser.addoption(
        "--makers",
        action="store_true",
        default=None,
        help="collect tests/makers, which needs programs of print and laser shops",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> RoomScheduling:
    """Share tests out among processes; called only with -n, which pytest-xdist brings."""
    from tests.scheduling import RoomScheduling

    return RoomScheduling(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave alone what nobody asked for, so that the default suite skips nothing."""
    for option, folder in (
        ("--corpus", CORPUS_TESTS),
        ("--recordings", RECORDING_TESTS),
        ("--archives", DIST_TESTS),
        ("--boards", FIRMWARE_TESTS),
        ("--makers", MAKERS_TESTS),
    ):
        if config.getoption(option) is None and collection_path.is_relative_to(folder):
            return True
    return None
