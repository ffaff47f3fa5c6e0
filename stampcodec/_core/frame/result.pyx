"""What is reported of an attempt that is believed (docs/reader.md 9.10, 10.3)."""

from stampcodec._core.frame.values cimport QUARTER


cdef Result result_of(const Attempt *made) noexcept nogil:
    """Take out of an attempt what is reported, the face turned upright."""
    cdef Result result
    result.merchant_id = made.merchant_id
    result.x = made.fit.pose.x
    result.y = made.fit.pose.y
    result.angle = made.fit.pose.angle + QUARTER * made.quarters
    result.margin = made.verdict.margin
    result.odds = made.verdict.odds
    result.nats = made.verdict.nats
    result.missing = made.missing
    result.added = made.added
    result.quarters = made.quarters
    return result
