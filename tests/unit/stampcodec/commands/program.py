"""The program, for tests that run it as a process of its own."""

import signal

from stampcodec.cli import main

if __name__ == "__main__":
    # A shell that runs the tests in the background has its children ignore interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()
