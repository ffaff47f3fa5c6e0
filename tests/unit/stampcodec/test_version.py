"""The version, wherever it is told."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

import stampcodec as sc
from stampcodec import cli

if TYPE_CHECKING:
    import pytest


def test_the_package_and_its_metadata_tell_one_version() -> None:
    assert sc.__version__ == version("stampcodec")


def test_the_program_tells_the_version_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"stampcodec {sc.__version__}\n"


def test_the_version_can_be_ordered_by_package_indexes() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", sc.__version__)
