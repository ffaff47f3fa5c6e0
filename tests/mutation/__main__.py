"""Put one fault after the other into a copy of the tree, and run the tests that must notice it.

``python -m tests.mutation ROOM --faults 25 --seed 1`` draws faults from all that `fault.py` finds
in the sources of a room. The copy, with the build in place, stands under ``build/mutation/``. A
fault is noticed if the copy no longer builds, or a test fails or takes ten times as long as
without it. Prints a line for each fault, and lists those that no test noticed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutation.fault import faults_in
from tests.mutation.rooms import ROOMS

if TYPE_CHECKING:
    from tests.mutation.fault import Fault
    from tests.mutation.rooms import Room

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".hypothesis",
    "__pycache__",
    "mutation",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
)
# A fault may make a loop long or endless.
PATIENCE, LEAST_PATIENCE_S = 10, 300


class Copy:
    """The tree with one fault at a time.

    Parameters
    ----------
    folder : Path
        Where the copy stands; what was there before is removed.
    room : Room
    """

    def __init__(self, folder: Path, room: Room) -> None:
        self.folder, self.room = folder, room
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT, folder, symlinks=True, ignore=LEFT_OUT)
        began = time.monotonic()
        if not self.passes(3600.0):
            sys.exit(f"tests.mutation: {folder}: a test fails without any fault")
        self.patience_s = max(LEAST_PATIENCE_S, PATIENCE * (time.monotonic() - began))

    def notices(self, fault: Fault) -> str:
        """Return how a fault is noticed, empty if it is not; the copy is as before then."""
        path = self.folder / fault.path
        source, dates = path.read_text(encoding="utf-8"), path.stat()
        path.write_text(fault.applied(source), encoding="utf-8")
        try:
            if path.suffix == ".pyx" and not self.builds():
                return "does not build"
            return "" if self.passes(self.patience_s) else "a test fails"
        except subprocess.TimeoutExpired:
            return "takes too long"
        finally:
            path.write_text(source, encoding="utf-8")
            if path.suffix == ".pyx":
                self.builds()
            else:
                os.utime(path, ns=(dates.st_atime_ns, dates.st_mtime_ns))

    def builds(self) -> bool:
        """Build the kernels whose sources are newer than they are."""
        return self._run("setup.py", "--quiet", "build_ext", "--inplace", limit_s=3600.0)

    def passes(self, limit_s: float) -> bool:
        """Run the room's tests up to the first failure."""
        options = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly")
        return self._run(
            "-m", "pytest", *options, *self.room.options, *self.room.tests, limit_s=limit_s
        )

    def _run(self, *arguments: str, limit_s: float) -> bool:
        done = subprocess.run(
            [sys.executable, "-B", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=limit_s,
            check=False,
        )
        return done.returncode == 0


def drawn(room: Room, n: int, seed: int) -> list[Fault]:
    """Draw `n` faults of a room's sources, or all where there are no more."""
    paths = [
        path.relative_to(ROOT)
        for pattern in room.sources
        for path in sorted(ROOT.glob(pattern))
        if path.relative_to(ROOT).as_posix() not in room.leave
    ]
    faults = [
        fault
        for path in paths
        for fault in faults_in(path, (ROOT / path).read_text(encoding="utf-8"))
    ]
    return sorted(random.Random(seed).sample(faults, min(n, len(faults))))


def main() -> int:
    """Try the faults of one room; return 1 where a fault was not noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--faults", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="results as JSON, a line for each fault")
    options = parser.parse_args()
    room = ROOMS[options.room]
    faults = drawn(room, options.faults, options.seed)
    copy = Copy(ROOT / "build" / "mutation" / options.room, room)
    survived = []
    for number, fault in enumerate(faults, 1):
        how = copy.notices(fault)
        survived += [] if how else [fault]
        print(f"{number}/{len(faults)} {fault}: {how or 'NOT NOTICED'}", flush=True)
        if options.output:
            with options.output.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"room": options.room, "fault": str(fault), "how": how}))
                file.write("\n")
    print(f"{options.room}: {len(faults)} faults, {len(faults) - len(survived)} noticed")
    for fault in survived:
        print(f"not noticed: {fault}")
    return 1 if survived else 0


if __name__ == "__main__":
    raise SystemExit(main())
