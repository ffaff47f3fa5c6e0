"""The larger of two values, and a value kept between two others."""

cdef inline float larger(float a, float b) noexcept nogil:
    return a if a > b else b


cdef inline float clamp(float value, float low, float high) noexcept nogil:
    return low if value < low else high if value > high else value
