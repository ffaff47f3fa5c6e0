from stampcodec._core.frame.values cimport Sites, Tables, Word

cdef float nats_over_chance(
    const Tables *tables, const Sites *sites, const Word *word) noexcept nogil

cdef float price_of(int which) noexcept nogil
