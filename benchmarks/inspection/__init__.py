"""Emulated flatbed scans of good and bad parts, and what the inspection says of them."""
