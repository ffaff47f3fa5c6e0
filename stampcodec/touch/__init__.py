"""Stamps read from the touch points that any phone reports."""
