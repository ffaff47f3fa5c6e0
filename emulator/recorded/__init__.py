"""Recorded frames: what they hold, and how emulated ones are held against them."""
