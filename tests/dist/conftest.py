"""The archives, made once as anybody makes them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What work leaves behind and no archive holds.
CLUTTER = (
    "build/cython/plain/stampcodec/_core/kernel.c",
    "stampcodec/_core/kernel.cpython-311-x86_64-linux-gnu.so",
    "stampcodec/__pycache__/face.cpython-311.pyc",
    "issuance/database/issuance.pyo",
    ".venv/pyvenv.cfg",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Build and install for every interpreter that ``--archives`` names."""
    if "interpreter" in metafunc.fixturenames:
        named = metafunc.config.getoption("--archives").split(",")
        metafunc.parametrize("interpreter", named, scope="session")


def run(*command: str | Path, folder: Path) -> str:
    """Run a program and return its stdout; what it says on both streams is the failure's text."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: status {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def repository() -> set[str]:
    """Return the names of the repository's files, those of the next commit included."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", folder=ROOT)
    return {name for name in listed.splitlines() if (ROOT / name).is_file()}


@pytest.fixture(scope="session")
def sdist(repository: set[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack the source archive in a copy of the repository that somebody has worked in.

    A copy, as packing leaves ``stampcodec.egg-info`` behind, which Python would take for the
    installed metadata of whatever runs in this folder.
    """
    tree, folder = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("sdist")
    for name in repository:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tree / name)
    for name in CLUTTER:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).touch()
    run(sys.executable, "-m", "build", "--sdist", "--outdir", folder, tree, folder=folder)
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="session")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the source archive, and return the folder in it."""
    folder = tmp_path_factory.mktemp("unpacked")
    run("tar", "-xzf", sdist, folder=folder)
    (top,) = folder.iterdir()
    return top


@pytest.fixture(scope="session")
def wheel(sdist: Path, interpreter: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the source archive, with pip's isolation and no tool of this project."""
    folder = tmp_path_factory.mktemp("wheel")
    run(interpreter, "-m", "venv", folder / "builder", folder=folder)
    pip = (folder / "builder/bin/python", "-m", "pip", "--quiet")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", folder / "made", sdist, folder=folder)
    (archive,) = (folder / "made").iterdir()
    return archive


@pytest.fixture(scope="session")
def installed(wheel: Path, interpreter: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty environment, and return that environment's programs."""
    folder = tmp_path_factory.mktemp("installed")
    run(interpreter, "-m", "venv", folder / "venv", folder=folder)
    programs = folder / "venv/bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, folder=folder)
    return programs


def names_in(archive: Path) -> set[str]:
    """List the files of a source archive, without the folder that holds them all."""
    with tarfile.open(archive) as opened:
        return {each.name.split("/", 1)[1] for each in opened.getmembers() if each.isfile()}
