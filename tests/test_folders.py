"""What the build is told of folders and files is there: Makefile, manifest, project and CI.

A pattern that matches nothing, or a folder that was renamed, is passed over in silence otherwise.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
ROOMS = ("stampcodec", "emulator", "fabrication", "issuance", "benchmarks", "tests", "tools")
# A path of one of the project's folders, up to what a shell or make would not take into it.
PATH = re.compile(rf"(?<![\w./$)-])(?:{'|'.join(ROOMS)}|docs|\.ci)(?:/[\w.*-]+)+")


def paths(text: str) -> list[str]:
    """List the paths below the project's folders that a text names."""
    return PATH.findall(text)


def project() -> list[str]:
    """List the files and folders that pyproject.toml names, as patterns."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    data = tools["setuptools"]["package-data"]
    return [
        *tools["setuptools"]["packages"]["find"]["include"],
        *(
            f"{package.replace('.', '/')}/{each}"
            for package, found in data.items()
            if package != "*"
            for each in found
        ),
        *(f"**/{each}" for each in data["*"]),
        *tools["ruff"]["lint"]["per-file-ignores"],
        *tools["pytest"]["ini_options"]["testpaths"],
        *tools["coverage"]["run"]["source"],
        *(path.partition("/")[2] for path in tools["mypy"]["mypy_path"] if "/" in path),
    ]


def manifest() -> list[str]:
    """List the folders and files that the source archive is told to hold."""
    lines = (ROOT / "MANIFEST.in").read_text(encoding="utf-8").splitlines()
    return [
        each
        for line in lines
        if line.startswith(("graft ", "include "))
        for each in line.split()[1:]
    ]


def rooms_of_make() -> list[str]:
    """List the folders that the Makefile has in its variables."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    lines = re.findall(r"^(?:PACKAGES|ROOMS) := (.+)$", text, re.MULTILINE)
    assert len(lines) == 2
    return [each for line in lines for each in line.split() if not each.startswith("$")]


NAMED = {
    "Makefile": [*rooms_of_make(), *paths((ROOT / "Makefile").read_text(encoding="utf-8"))],
    "MANIFEST.in": manifest(),
    "pyproject.toml": project(),
    ".ci/run": paths((ROOT / ".ci" / "run").read_text(encoding="utf-8")),
    ".gitignore": paths((ROOT / ".gitignore").read_text(encoding="utf-8")),
    ".pre-commit-config.yaml": paths(
        (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    ),
}


@pytest.mark.parametrize(
    ("file", "named"), [(file, named) for file, each in NAMED.items() for named in each]
)
def test_a_folder_or_file_that_the_build_names_is_there(file: str, named: str) -> None:
    assert next(ROOT.glob(named.rstrip("/")), None), f"{file} names {named}"


def test_the_search_finds_paths_of_the_project() -> None:
    text = "x: tests/docs ; $(BIN)/tests/no -o build/tests/no docs/a.md stampcodec/_core/*.c"
    assert paths(text) == ["tests/docs", "docs/a.md", "stampcodec/_core/*.c"]
    assert {"tests/docs", "tools/pattern_search/search.c", "issuance"} <= set(NAMED["Makefile"])
