"""The wire's kernel: packets and coded frames, as plain C without Python objects."""

from stampcodec.built import expect_built

expect_built(__file__, "kernel")
