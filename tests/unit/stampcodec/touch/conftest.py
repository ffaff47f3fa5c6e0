"""The family of touch points and its reader, made once for each file."""

from __future__ import annotations

import pytest

import stampcodec as sc


@pytest.fixture(scope="module")
def family() -> sc.Family:
    return sc.family("touch5")


@pytest.fixture(scope="module")
def reader(family: sc.Family) -> sc.ContactReader:
    return sc.ContactReader(family)
