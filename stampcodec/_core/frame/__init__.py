"""Raw frames: from counts to a merchant, read downwards from ``read.pyx``."""
