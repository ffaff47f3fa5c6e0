"""Frames of lattice stamps: how often they are read, how fast, how far from the best there is."""
