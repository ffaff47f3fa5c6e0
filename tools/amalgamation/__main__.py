"""Write the C core: ``python -m tools.amalgamation GENERATED OUTPUT``.

GENERATED is the folder of the C that Cython wrote; OUTPUT gets stamp_core.c and structs.json.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.amalgamation.core import write_core
from tools.amalgamation.generated import NotPlainError

if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("amalgamation: expected the folder of the generated C and one to write to")
    try:
        write_core(Path(), Path(sys.argv[1]), Path(sys.argv[2]))
    except NotPlainError as error:
        sys.exit(f"amalgamation: {error}")
