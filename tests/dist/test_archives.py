"""From the repository to the source archive, to a wheel, to a press read where nothing else is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import stampcodec as sc
from tests.dist.conftest import names_in, run

# What setuptools writes into a source archive beside the project's own files.
ADDED = {"PKG-INFO", "setup.cfg"}
ROOMS = ("stampcodec", "emulator", "fabrication", "issuance")
KERNELS = "stampcodec/_core"
# What the build takes out of the kernels.
CORE = {f"stampcodec/firmware/core/{name}" for name in ("stamp_core.c", "stamp_contacts.c", "stamp_tracker.c", "stamp_wire.c", "structs.json", "numbers.json")}
MERCHANT, PANEL = 4711, "nexus5"


def test_the_source_archive_holds_the_repository(sdist: Path, repository: set[str]) -> None:
    metadata = "stampcodec.egg-info/"
    held = {name for name in names_in(sdist) if not name.startswith(metadata)}
    assert held == repository | ADDED


def test_a_wheel_holds_the_rooms_and_a_module_for_each_kernel(
    wheel: Path, repository: set[str]
) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    metadata = f"stampcodec-{sc.__version__}.dist-info/"
    held = {name for name in names if not name.startswith(metadata)}
    expected = {name for name in repository if name.startswith(tuple(f"{r}/" for r in ROOMS))}
    kernels = {name for name in expected if name.endswith(".pyx")}
    compiled = {name for name in held if name.endswith(".so")}
    assert held - compiled == (expected - kernels) | CORE
    modules = {name.partition(".")[0] for name in compiled}
    assert modules == {name.removesuffix(".pyx") for name in kernels}
    assert {f"{room}/py.typed" for room in ROOMS} <= held
    assert f"{metadata}licenses/LICENSE" in names


def test_what_is_installed_fits_together(installed: Path, tmp_path: Path) -> None:
    run(installed / "python", "-m", "pip", "check", folder=tmp_path)


def test_the_program_tells_the_version_of_the_archive(installed: Path, tmp_path: Path) -> None:
    told = run(installed / "stampcodec", "--version", folder=tmp_path)
    assert told == f"stampcodec {sc.__version__}\n"


def test_a_stamp_is_encoded_emulated_and_decoded_from_the_wheel(
    installed: Path, tmp_path: Path
) -> None:
    program = installed / "stampcodec"
    face, frames = tmp_path / "stamp.json", tmp_path / "frames.npy"
    run(program, "encode", str(MERCHANT), "--family", "lattice8", "-o", face, folder=tmp_path)
    press = ("--panel", PANEL, "--gesture", "press", "--seed", "1")
    run(program, "emulate", face, *press, "-o", frames, folder=tmp_path)
    told = run(program, "decode", frames, "--family", "lattice8", "--panel", PANEL, folder=tmp_path)
    seen = {json.loads(line)["merchant_id"] for line in told.splitlines()}
    assert seen - {None} == {MERCHANT}


def test_touch_points_are_read_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    program = installed / "stampcodec"
    face, events = tmp_path / "stamp.json", tmp_path / "events.json"
    run(program, "encode", "1234", "--family", "touch5", "-o", face, folder=tmp_path)
    press = ("--panel", PANEL, "--events", "--contacts", "5", "--seed", "1")
    run(program, "emulate", face, *press, "-o", events, folder=tmp_path)
    told = run(program, "decode", events, "--family", "touch5", folder=tmp_path)
    assert {json.loads(line)["merchant_id"] for line in told.splitlines()} == {1234}


def test_firmware_is_written_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    run(installed / "stampcodec", "firmware", "-o", tmp_path / "reader", folder=tmp_path)
    assert "int stamp_read(" in (tmp_path / "reader" / "stamp_core.c").read_text()
    assert (tmp_path / "reader" / "examples" / "read_frames.c").exists()


def test_benchmarks_run_from_the_unpacked_archive(
    installed: Path, unpacked: Path, wheel: Path, tmp_path: Path
) -> None:
    # The wheel's kernels are laid where `make build` would put the same.
    tree = tmp_path / "tree"
    shutil.copytree(unpacked, tree)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tree, [name for name in archive.namelist() if name.endswith(".so")])
    told = run(
        *(installed / "python", "-m", "benchmarks", "accuracy", "--families", "lattice8"),
        *("--panels", PANEL, "--rows", "nominal", "--presses", "200", "--json"),
        folder=tree,
    )
    (row,) = json.loads(told)["rows"]
    assert row["presses"] == 200
    assert row["wrong"] == 0
    assert row["read"] >= 190


def test_a_build_without_kernels_fails_with_one_line(unpacked: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(unpacked, bare)
    for kernel in (bare / KERNELS).rglob("*.pyx"):
        kernel.unlink()
    done = subprocess.run(
        [sys.executable, "setup.py", "--quiet", "bdist_wheel"],
        cwd=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "setup.py: no kernel in stampcodec/_core/, expected *.pyx; is the archive complete?\n"
    )
    assert not (bare / "dist").exists()
