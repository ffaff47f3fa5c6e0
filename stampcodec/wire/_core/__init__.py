"""The wire's kernel: packets and coded frames, as plain C without Python objects."""
