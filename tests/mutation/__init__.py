"""Seeded faults in decision code, and whether a test notices them (``make mutate``)."""
