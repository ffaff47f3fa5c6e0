"""Entry of ``python -m benchmarks``."""

import os
import sys

# Many small matrices on every core at once: threads of the matrix library would only fight for
# cores. It reads this when numpy is imported, here and in the processes that this one starts.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

try:
    from benchmarks.cli import main
except ModuleNotFoundError as error:
    # An unpacked archive or a fresh clone: the kernels are not compiled, or nothing is installed.
    sys.exit(
        f"python -m benchmarks: {error.name} is missing; run make build or pip install . first"
    )

if __name__ == "__main__":
    main()
