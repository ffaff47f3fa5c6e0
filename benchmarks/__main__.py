"""Entry of ``python -m benchmarks``."""

import os

# Many small matrices on every core at once: threads of the matrix library would only fight for
# cores. It reads this when numpy is imported, here and in the processes that this one starts.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.cli import main

if __name__ == "__main__":
    main()
