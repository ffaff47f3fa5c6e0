"""Build the Cython kernels; everything else about the project stands in ``pyproject.toml``.

Four switches, all read from the environment:

``STAMPCODEC_CHECKED=1``
    bounds, wraparound, initialised and division checks on, for the tests.
``STAMPCODEC_SANITIZE=address,undefined``
    compile and link with these compiler sanitizers.
``STAMPCODEC_TUNABLE=1``
    thresholds that the environment can set, for ``make thresholds``.
``STAMPCODEC_TRACED=1``
    lines that tell the tracer of Python when they run, for ``make coverage``.

A variant keeps its own generated C, under ``build/``: ``cythonize`` compares file dates, not
directives, so one variant must never find another's output.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import numpy as np
from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

sys.path.insert(0, str(Path(__file__).resolve().parent))  # a build in isolation leaves it out

from tools.amalgamation.core import write_core

KERNEL_ROOMS = ("stampcodec/_core", "stampcodec/wire/_core")

# What `stampcodec firmware` hands out.
CORE = "stampcodec/firmware/core"

CHECKED = os.environ.get("STAMPCODEC_CHECKED", "") not in ("", "0")
TUNABLE = os.environ.get("STAMPCODEC_TUNABLE", "") not in ("", "0")
TRACED = os.environ.get("STAMPCODEC_TRACED", "") not in ("", "0")
SANITIZERS = os.environ.get("STAMPCODEC_SANITIZE", "").strip()

DIRECTIVES = {
    "language_level": 3,
    "boundscheck": CHECKED,
    "wraparound": CHECKED,
    "initializedcheck": CHECKED,
    "cdivision": not CHECKED,
    "linetrace": TRACED,
}

# Without errno and trapping maths the compiler may inline sqrt and vectorise; results stay IEEE.
COMPILE_FLAGS = ["-O3", "-fno-math-errno", "-fno-trapping-math"]
LINK_FLAGS: list[str] = []
if TUNABLE:
    COMPILE_FLAGS += ["-DSTAMPCODEC_TUNABLE"]
MACROS: list[tuple[str, str | None]] = [("NPY_NO_DEPRECATED_API", "NPY_1_7_API_VERSION")]
if TRACED:
    MACROS += [("CYTHON_TRACE", "1"), ("CYTHON_TRACE_NOGIL", "1")]
    # What is only measured need not be fast, and compiles in a fraction of the time.
    COMPILE_FLAGS[0] = "-O1"
if SANITIZERS:
    COMPILE_FLAGS += [f"-fsanitize={SANITIZERS}", "-fno-omit-frame-pointer", "-g"]
    LINK_FLAGS += [f"-fsanitize={SANITIZERS}"]


def kernels() -> list[Extension]:
    """List one extension for every ``.pyx`` in the kernel rooms.

    Raises
    ------
    SystemExit
        A room has none: what is built without kernels installs, and then cannot be imported.
    """
    found = {room: sorted(Path(room).rglob("*.pyx")) for room in KERNEL_ROOMS}
    for room, kernels_there in found.items():
        if not kernels_there:
            sys.exit(f"setup.py: no kernel in {room}/, expected *.pyx; is the archive complete?")
    return [
        Extension(
            ".".join(source.with_suffix("").parts),
            [source.as_posix()],
            include_dirs=[np.get_include()],
            define_macros=MACROS,
            extra_compile_args=COMPILE_FLAGS,
            extra_link_args=LINK_FLAGS,
        )
        for sources in found.values()
        for source in sources
    ]


def variant() -> str:
    """Name the folder that holds this variant's generated C."""
    parts = ["checked"] if CHECKED else ["tunable"] if TUNABLE else ["plain"]
    return "-".join(parts + SANITIZERS.split(",") if SANITIZERS else parts)


class BuildKernels(build_ext):
    """Translate the kernels when they are compiled: metadata and archives do not need the C.

    The plain variant also writes the C core of firmware, from the same C.
    """

    def build_extensions(self) -> None:
        """Translate all kernels, then compile them."""
        translated = cythonize(
            self.extensions,
            compiler_directives=DIRECTIVES,
            # The report of a traced build looks for the C beside its source.
            build_dir=None if TRACED else f"build/cython/{variant()}",
            force=CHECKED,
        )
        for extension, made in zip(self.extensions, translated, strict=True):
            extension.sources = made.sources
        super().build_extensions()
        if variant() == "plain":
            write_core(Path(), Path(f"build/cython/{variant()}"), Path(self.build_lib, CORE))

    def copy_extensions_to_source(self) -> None:
        """Put what was built beside its source, the C core too."""
        super().copy_extensions_to_source()
        if variant() == "plain":
            shutil.copytree(Path(self.build_lib, CORE), CORE, dirs_exist_ok=True)


setup(ext_modules=kernels(), cmdclass={"build_ext": BuildKernels})
