"""The reader in C under libFuzzer: ``examples/fuzz_frames.c`` of what `stampcodec firmware` writes.

Clang compiles it with the address and undefined-behaviour sanitizers. It begins with frames of the
emulator, whole faces and landing ones, fingers and nothing; a frame that breaks a promise is kept.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from benchmarks.firmware.board import refuse_without_tools
from emulator import Conditions, presses
from stampcodec.firmware.package import make_firmware

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

FAMILIES = ("lattice7", "lattice7h12", "lattice8", "lattice8h14", "lattice8h18")
FIRMWARE = [f"c-{name}" for name in FAMILIES]
NEEDED = {"clang": "clang"}
PANEL = sc.panel("nexus5")
OPTIMISED = ("-g", "-O1", "-fno-math-errno")
SANITIZED = ("-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=undefined")
SOURCES = ("stamp_core.c", "examples/fuzz_frames.c", "-lm")
KINDS = (
    Conditions(),
    Conditions(amplitude=0.1),
    Conditions(missing_dots=8),
    Conditions(noise_scale=5.0),
    Conditions(cg_pf=5.0),
    Conditions(palms=1, fingers=3),
)
EACH = 4


def fuzz_firmware(name: str, options: argparse.Namespace) -> bool:
    """Fuzz the reader of one family; return whether no promise was broken."""
    refuse_without_tools(NEEDED)
    family = sc.family(name.removeprefix("c-"))
    folder = options.output / name
    if not folder.exists():
        make_firmware(family, PANEL).write(folder)
    program = folder / "fuzz_frames"
    command = ["clang", *OPTIMISED, *SANITIZED, *SOURCES, "-o", program.name]
    subprocess.run(command, cwd=folder, check=True)
    met = folder / "frames"
    _begin_with(met, family, options.seed)
    done = subprocess.run(
        [
            f"./{program.name}",
            f"-max_total_time={options.seconds:.0f}",
            f"-seed={options.seed}",
            f"-max_len={2 * PANEL.rows * PANEL.columns}",
            "-artifact_prefix=broken-",
            "-print_final_stats=1",
            met.name,
        ],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = done.stderr.splitlines()
    print(name, *(_told(lines) if done.returncode == 0 else lines[-40:]), sep="\n  ", flush=True)
    return done.returncode == 0


def _begin_with(folder: Path, family: sc.Family, seed: int) -> None:
    """Write the frames that the fuzzer changes first, one a file."""
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(seed)
    for kind, conditions in enumerate(KINDS):
        faces = [family.encode(int(each)) for each in rng.integers(family.n_ids, size=EACH)]
        for k, frame in enumerate(presses(faces, PANEL, EACH, rng, conditions).frames):
            (folder / f"emulated-{kind}-{k}").write_bytes(frame.astype("<i2").tobytes())


def _told(lines: list[str]) -> list[str]:
    """Return how many frames were read, and how many edges of the reader they reached."""
    edges = [found[1] for line in lines if (found := re.search(r"DONE\s+cov: (\d+)", line))]
    runs = [line.split()[-1] for line in lines if "number_of_executed_units" in line]
    return [f"{int(runs[0]):,} frames, each read twice", f"{int(edges[0]):,} edges"]
