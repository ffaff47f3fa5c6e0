"""Firmware on emulated boards: what it needs, and whether it reads as Python does."""
