"""The program, for tests that run it as a process of its own."""

from stampcodec.cli import main

if __name__ == "__main__":
    main()
