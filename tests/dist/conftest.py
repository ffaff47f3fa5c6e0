"""The archives, made once from this tree as anybody makes them."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Build and install for every interpreter that ``--dist`` names."""
    if "interpreter" in metafunc.fixturenames:
        named = metafunc.config.getoption("--dist").split(",")
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
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack the source archive."""
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "build", "--sdist", "--outdir", folder, ROOT, folder=folder)
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
