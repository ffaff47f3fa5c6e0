"""The kernels of the codec, as plain C without Python objects."""

from stampcodec.built import expect_built

expect_built(__file__, "code/kernel")
