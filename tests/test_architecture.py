"""Which room may import what, read from the text of ``.py``, ``.pyx`` and ``.pxd`` files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("stampcodec", "emulator", "fabrication", "issuance", "benchmarks", "tests")

# Every room may import itself. What is not listed is forbidden.
MAY_IMPORT_ROOMS = {
    "stampcodec": set[str](),
    "emulator": {"stampcodec"},
    "fabrication": {"stampcodec"},
    "issuance": {"stampcodec"},
    "benchmarks": {"stampcodec", "emulator", "fabrication", "issuance"},
}

# These two never see the encoder or the reader: a round trip through one's own mirror proves
# nothing. Types, errors and whole-file output are all they take, except where commands meet.
BLIND_ROOMS = ("emulator", "fabrication")
BLIND_MAY_IMPORT = {
    "argument",
    "commands.options",
    "contacts.device",
    "contacts.evemu",
    "contacts.inputevent",
    "contacts.lines",
    "contacts.slots",
    "errors",
    "face",
    "frames",
    "jsonfile",
    "lazypackage",
    "link",
    "outfile",
    "outfolder",
    "quantity",
    "source",
    "stream",
    "stampfile",
    "testing",
    "touch.numbers",
    "touchevent",
    "version",
    "wire",
    "workers",
}
BLIND_NAMES = {
    "Family",
    "FileError",
    "FrameFileError",
    "Panel",
    "StampFace",
    "StampFileError",
    "__version__",
    "families",
    "family",
    "panel",
    "panels",
}

# Files of the blind rooms that see encoder and reader: commands are composed there, and a package
# is pressed and read back.
MEETINGS = ("cli.py", "codec.py")
# The frame reader, and what all of its stages may import.
KERNEL = "stampcodec._core.frame"
SHARED = ("thresholds", "values")
# Where what a stamp is made of is pressed.
COMPOSED = {
    ("fabrication", "codec.py"): {"emulator"},
    ("issuance", "emulated.py"): {"emulator"},
}

FROM = re.compile(r"^\s*from\s+([\w.]+)\s+c?import\s+(\([^)]*\)|[^\n#]*)", re.MULTILINE)
IMPORT = re.compile(r"^\s*c?import\s+([^\n#]+)", re.MULTILINE)


def imported(source: str) -> set[str]:
    """List the dotted names that a source imports, ``from a.b import c`` as ``a.b.c``."""
    names = set()
    for module, what in FROM.findall(source):
        for name in what.strip("()").split(","):
            bare = name.split(" as ")[0].split("#")[0].strip()
            if bare:
                names.add(f"{module}.{bare}")
    for modules in IMPORT.findall(source):
        names |= {module.split(" as ")[0].strip() for module in modules.split(",")}
    return names


def trespasses(room: str, file_name: str, source: str) -> set[str]:
    """List the imports of a source that its room may not have."""
    found = set()
    for name in imported(source):
        target, *inside = name.split(".")
        if target not in ROOMS or target == room:
            continue
        if target not in MAY_IMPORT_ROOMS[room] | COMPOSED.get((room, file_name), set()):
            found.add(name)
        elif room in BLIND_ROOMS and file_name not in MEETINGS:
            # a module, or one of a package of which not all may be imported
            modules = {".".join(inside[:1]), ".".join(inside[:2])}
            if not modules & (BLIND_MAY_IMPORT | BLIND_NAMES):
                found.add(name)
    return found


def sources() -> list[Path]:
    return [
        path
        for room in MAY_IMPORT_ROOMS
        for pattern in ("*.py", "*.pyx", "*.pxd", "*.pyi")
        for path in sorted((ROOT / room).rglob(pattern))
    ]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert trespasses(room, path.name, path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("room", "source", "trespass"),
    [
        ("stampcodec", "import emulator\n", {"emulator"}),
        ("stampcodec", "    from emulator.press import press\n", {"emulator.press.press"}),
        ("stampcodec", "from emulator._core cimport x\n", {"emulator._core.x"}),
        (
            "emulator",
            "from stampcodec.lattice.code import LATTICE8\n",
            {"stampcodec.lattice.code.LATTICE8"},
        ),
        ("emulator", "from stampcodec import FrameReader\n", {"stampcodec.FrameReader"}),
        ("emulator", "from stampcodec import (\n    Panel,\n    code,\n)\n", {"stampcodec.code"}),
        ("emulator", "import stampcodec as sc\n", {"stampcodec"}),
        (
            "emulator",
            "from stampcodec.contacts.recording import recorded\n",
            {"stampcodec.contacts.recording.recorded"},
        ),
        ("emulator", "from stampcodec.contacts import evemu\n", set()),
        ("emulator", "from fabrication import board\n", {"fabrication.board"}),
        ("fabrication", "import emulator.press\n", {"emulator.press"}),
        ("emulator", "import issuance\n", {"issuance"}),
        ("stampcodec", "from issuance.clock import Clock\n", {"issuance.clock.Clock"}),
        ("issuance", "from emulator import presses\n", {"emulator.presses"}),
        ("emulator", "from stampcodec import Panel\nimport numpy as np\n", set()),
        ("issuance", "import stampcodec as sc\n", set()),
    ],
)
def test_a_forbidden_import_is_found_in_any_spelling(
    room: str, source: str, trespass: set[str]
) -> None:
    assert trespasses(room, "somewhere.py", source) == trespass


def test_rooms_meet_in_the_commands_of_a_package() -> None:
    assert trespasses("emulator", "cli.py", "from stampcodec import FrameReader\n") == set()
    assert trespasses("fabrication", "codec.py", "from emulator import presses\n") == set()
    assert trespasses("fabrication", "codec.py", "from stampcodec import FrameReader\n") == set()


def test_fabrication_meets_the_emulator_in_one_file_only() -> None:
    source = "from emulator import presses\n"
    assert trespasses("fabrication", "verify.py", source) == {"emulator.presses"}
    assert trespasses("fabrication", "cli.py", source) == {"emulator.presses"}
    assert trespasses("emulator", "cli.py", "import fabrication.cli\n") == {"fabrication.cli"}


def test_issuance_meets_the_emulator_in_its_demo_only() -> None:
    source = "from emulator import presses\n"
    assert trespasses("issuance", "emulated.py", source) == set()
    assert trespasses("issuance", "app.py", source) == {"emulator.presses"}
    assert trespasses("issuance", "cli.py", source) == {"emulator.presses"}
    assert trespasses("issuance", "emulated.py", "import fabrication\n") == {"fabrication"}


def strays(folder: str, source: str) -> set[str]:
    """List what a stage of the frame reader imports of another stage, or of what joins stages."""
    rooms = {
        name.removeprefix(f"{KERNEL}.").split(".")[0]
        for name in imported(source)
        if name.startswith(f"{KERNEL}.")
    }
    return rooms - {folder, *SHARED}


@pytest.mark.parametrize("folder", ["find", "fit", "decide"])
def test_a_stage_of_the_frame_reader_knows_no_other_stage(folder: str) -> None:
    files = [
        path
        for path in sources()
        if path.parent == ROOT / KERNEL.replace(".", "/") / folder and path.suffix != ".pyi"
    ]
    assert len(files) > 5
    assert {path.name: strays(folder, path.read_text(encoding="utf-8")) for path in files} == {
        path.name: set() for path in files
    }
    assert strays("find", f"from {KERNEL}.fit.refine cimport refine\n") == {"fit"}


def test_no_generated_c_stands_beside_its_source() -> None:
    assert [
        path.with_suffix(".c")
        for path in sources()
        if path.suffix == ".pyx" and path.with_suffix(".c").exists()
    ] == []
