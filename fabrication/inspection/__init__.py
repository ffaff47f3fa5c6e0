"""Inspection of a made stamp: sheets to fill in, scans to measure, a verdict per dimension."""
