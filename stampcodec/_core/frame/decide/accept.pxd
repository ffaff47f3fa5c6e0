from stampcodec._core.frame.values cimport (
    Drawing, Fit, Patch, Scene, Sites, Tables, Verdict, Windows, Word,
)

cdef int count_anchors(
    const Tables *tables, const Windows *windows, const Sites *sites, float gain
) noexcept nogil
cdef void accept(
    const Tables *tables, const Scene *scene, const Patch *patch, const Windows *windows,
    const Drawing *drawing, const Sites *sites, const Fit *fit, const Word *word,
    bint is_first, bint is_alone, Verdict *verdict
) noexcept nogil
cdef void ask_landed(
    const Tables *tables, const Windows *windows, const Sites *sites, const Word *word,
    Verdict *verdict
) noexcept nogil
