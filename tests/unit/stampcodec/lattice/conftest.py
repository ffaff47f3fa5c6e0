"""The stage on which most of what a reader promises is shown."""

import pytest

from tests.reference.stage import Stage, stage


@pytest.fixture
def on() -> Stage:
    return stage("lattice8", "nexus5")
