"""One parser under coverage guidance: ``python -m tests.fuzz.guided contacts --seconds 60``.

libFuzzer, through atheris, changes bytes and keeps those that reach code that none before has
reached. They gather in the folder given first; those of ``corpus/`` are where it begins. Bytes
that break a rule are written to the folder, and the process ends with a status above 0.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

CORPUS = Path(__file__).parent / "corpus"
# A parser that needs longer for so few bytes, or more memory, has no bound.
MOST_BYTES, MOST_SECONDS, MOST_MB = 4096, 10, 1024


def main() -> None:
    """Feed one parser; does not return."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided", description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("build/found"), help="what is found")
    parser.add_argument("--keep", action="store_true", help="add what was found to corpus/")
    # A merge calls this program again, with words of libFuzzer's own.
    options, passed = parser.parse_known_args()
    # What is imported here, and only that, is followed line by line.
    with atheris.instrument_imports(include=["stampcodec"]):
        from tests.fuzz.parsers import feed
    found, kept = options.folder / options.target, CORPUS / options.target
    found.mkdir(parents=True, exist_ok=True)
    kept.mkdir(parents=True, exist_ok=True)
    words = [f"-max_total_time={options.seconds}", str(found), str(kept)]
    if options.keep:
        words = ["-set_cover_merge=1", str(kept), str(found)]
    limits = [
        f"-max_len={MOST_BYTES}",
        f"-timeout={MOST_SECONDS}",
        f"-rss_limit_mb={MOST_MB}",
        f"-seed={options.seed}",
        f"-artifact_prefix={options.folder}/{options.target}-",
        "-print_final_stats=1",
    ]
    program = f"{sys.executable} -m tests.fuzz.guided {options.target}"
    atheris.Setup(
        [program, *(passed or [*limits, *words])], lambda data: feed(options.target, data)
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
