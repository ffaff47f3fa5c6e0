"""Five touch points: from points to a merchant, read downwards from ``kernel.pyx``."""
