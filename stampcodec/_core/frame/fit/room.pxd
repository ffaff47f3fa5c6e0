"""The room of the pose fit."""

from stampcodec._core.frame.values cimport SYSTEM

cdef struct FitRoom:
    float *packed[SYSTEM]       # the unknowns' images on the nodes of the face, in one run each
    float *residual             # likewise
