"""The compiled kernels: no Python objects, no allocation, bounded time; the GIL is released."""
