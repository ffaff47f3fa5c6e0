"""What a clone says before its kernels are built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import stampcodec

ADVICE = "holds no built kernels: in a clone run `make build`, or install it with `pip install .`"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the package as a repository has it."""
    folder = tmp_path_factory.mktemp("clone")
    unbuilt = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    shutil.copytree(Path(stampcodec.__file__).parent, folder / "stampcodec", ignore=unbuilt)
    return folder


def python(clone: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(clone)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "program",
    [
        "import stampcodec as sc; sc.family('lattice8')",
        "from stampcodec import FrameReader",
        "import stampcodec.wire",
    ],
)
def test_what_needs_a_kernel_says_how_to_build_it(clone: Path, program: str) -> None:
    done = python(clone, program)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"ImportError: {clone}")
    assert ADVICE in last


def test_a_command_says_it_in_one_line(clone: Path) -> None:
    program = "from stampcodec.cli import main; main()"
    done = python(clone, program, "encode", "4711")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert ADVICE in done.stderr
    assert python(clone, program, "encode", "--help").returncode == 0
