"""The clients of docs/examples, in C, compiled with sanitizers, and in Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror", "-pedantic")
SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Compile the client in C; return the command of each client."""
    program = tmp_path_factory.mktemp("clients") / "touch_client"
    source = EXAMPLES / "touch_client.c"
    subprocess.run(
        ["cc", "-std=c99", *WARNINGS, *SANITIZERS, "-o", str(program), str(source)],
        check=True,
        capture_output=True,
        text=True,
    )
    return {"c": [str(program)], "python": [sys.executable, str(EXAMPLES / "touch_client.py")]}


@pytest.fixture(params=["c", "python"])
def client(request: pytest.FixtureRequest, programs: dict[str, list[str]]) -> list[str]:
    return programs[request.param]
