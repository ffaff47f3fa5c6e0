"""The wire: frames per second on a serial line, and what coding them costs."""
