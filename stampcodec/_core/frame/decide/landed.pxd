from libc.stdint cimport uint64_t
from stampcodec._core.frame.values cimport Sites, Tables, Windows, Word

cdef struct Odds:
    float landed                # log odds of a landed face with this word
    float named                 # the same, of any face with this word, landed or not

cdef void list_differences(
    const Tables *tables, const Windows *windows, const Sites *sites, const Word *word,
    uint64_t *missing, uint64_t *added
) noexcept nogil
cdef Odds odds_of_word(
    const Tables *tables, const Windows *windows, const Sites *sites, const Word *word
) noexcept nogil
