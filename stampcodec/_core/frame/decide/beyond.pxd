from stampcodec._core.frame.thresholds cimport GOES_FURTHER
from stampcodec._core.frame.values cimport Candidate, Drawing, Patch, Pose, Tables, Verdict

cdef float find_beyond(
    const Tables *tables, const Patch *patch, const Drawing *drawing, const Pose *pose,
    float noise, Candidate *further
) noexcept nogil


cdef inline bint goes_further(const Verdict *verdict) noexcept nogil:
    """Tell whether a face may lie further than it was fitted."""
    return verdict.beyond > GOES_FURTHER
