"""Fuzz the targets of one group: ``python -m tests.fuzz parsers --target contacts --seconds 60``.

========  =================================================================================
group     targets
========  =================================================================================
parsers   `parsers.py`, under coverage guidance; one process each
kernels   `kernels.py`: properties with any bytes as examples; for a build with sanitizers
storms    ``storms``: frames by the hundred, drawn as fast as the reader reads
firmware  `firmware.py`: the reader in C of each family, under coverage guidance and sanitizers
========  =================================================================================

Each target runs for so many seconds. A target of another group is none of this one's business, so
that ``make fuzz TARGET=contacts`` can call all groups.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
import traceback
from pathlib import Path

from tests.fuzz.firmware import FIRMWARE, fuzz_firmware
from tests.fuzz.kernels import KERNELS
from tests.fuzz.parsers import PARSERS

STORMS = "storms"
GROUPS = {
    "parsers": [*PARSERS],
    "kernels": [*KERNELS],
    STORMS: [STORMS],
    "firmware": [*FIRMWARE],
}
# An example takes some hundred numbers of a few bytes each.
LEAST_BYTES, MOST_BYTES = 16, 8192


def fuzz_parser(name: str, options: argparse.Namespace) -> bool:
    """Run a parser in a process of its own; return whether no rule was broken."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzz.guided",
            name,
            f"--seconds={options.seconds:g}",
            f"--seed={options.seed}",
            f"--folder={options.output}",
        ],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = done.stderr.splitlines()
    told = [line for line in lines if "DONE" in line or line.startswith("stat::")]
    print(name, *(told[:2] if done.returncode == 0 else lines[-40:]), sep="\n  ", flush=True)
    return done.returncode == 0


def fuzz_kernel(name: str, options: argparse.Namespace) -> bool:
    """Feed a kernel with random bytes; return whether no rule was broken.

    Whatever it raises breaks one.
    """
    feed = KERNELS[name].hypothesis.fuzz_one_input  # type: ignore[attr-defined]
    drawn, end = random.Random(options.seed), time.monotonic() + options.seconds
    fed = taken = 0
    while time.monotonic() < end:
        data = drawn.randbytes(drawn.randint(LEAST_BYTES, MOST_BYTES))
        fed += 1
        try:
            taken += feed(data) is not None
        except Exception:
            path = options.output / f"{name}-{fed}.bin"
            path.write_bytes(data)
            print(f"{name}: {path} breaks a rule", traceback.format_exc(), sep="\n", flush=True)
            return False
    print(f"{name}: {fed:,} inputs, {taken:,} of them examples", flush=True)
    return True


def fuzz_storms(_name: str, options: argparse.Namespace) -> bool:
    """Read frames by the hundred; return whether no rule was broken."""
    from tests.fuzz.storms import storms

    return storms(options.seconds, options.seed, options.output)


FUZZ = {
    "parsers": fuzz_parser,
    "kernels": fuzz_kernel,
    STORMS: fuzz_storms,
    "firmware": fuzz_firmware,
}


def main() -> int:
    """Fuzz; return 1 where a rule was broken."""
    known = [target for targets in GROUPS.values() for target in targets]
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("--target", choices=["all", *known], default="all")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=Path("build/found"), help="what was found")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    chosen = [name for name in GROUPS[options.group] if options.target in ("all", name)]
    # A target that breaks a rule does not keep the others from running.
    held = [FUZZ[options.group](name, options) for name in chosen]
    return 0 if all(held) else 1


if __name__ == "__main__":
    raise SystemExit(main())
