"""Attacks on the service, each repeated as it was first run, and what they cost now."""
