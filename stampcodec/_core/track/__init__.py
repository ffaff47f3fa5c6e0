"""Streams of frames: from readings in time to one event per stamp, from ``kernel.pyx`` down."""
