"""The examples run, in a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import stampcodec as sc

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))
# What needs a device says how to use it; touch_clients/ has the device.
ARGUMENTS = {"touch_client": ["--help"]}


def run(example: Path, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(example), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs_and_says_what_it_did(example: Path, tmp_path: Path) -> None:
    assert run(example, tmp_path, *ARGUMENTS.get(example.stem, []))


def test_the_demo_ends_with_a_voucher_verified_and_redeemed(tmp_path: Path) -> None:
    told = " ".join(run(ROOT / "docs" / "examples" / "demo.py", tmp_path).split())
    assert "A coffee on the house': unverified." in told
    for purpose, state in (("verify", "verified"), ("redeem", "redeemed")):
        assert f"to {purpose}: the voucher is {state}, and its receipt" in told
        assert f"says {state}." in told


def test_the_demo_reads_what_it_encoded_and_leaves_pictures(tmp_path: Path) -> None:
    told = run(ROOT / "docs" / "examples" / "demo.py", tmp_path, "--output", "out")
    assert "The reader says merchant 4711" in told
    assert sc.StampFace.load(tmp_path / "out" / "stamp.json").merchant_id == 4711
    for picture in ("face.png", "frame.png"):
        assert (tmp_path / "out" / picture).read_bytes().startswith(b"\x89PNG")
