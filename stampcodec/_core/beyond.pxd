from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef float find_beyond(
    const Sheet *sheet, const Bench *bench, Pose *pose, float noise
) noexcept nogil


cdef inline bint goes_further(const Bench *bench) noexcept nogil:
    """Tell whether a face may lie further than it was fitted.

    Of faces that end where they should, one in a hundred has more beyond a side at 12.5 dB.
    """
    return bench.beyond > 2.0
