from stampcodec._core.frame.values cimport Drawing, Fit, Patch, Sites, Tables, Windows

cdef void demodulate(
    const Tables *tables, const Patch *patch, const Windows *windows, const Drawing *drawing,
    const Fit *fit, float noise, float *levelled, Sites *sites
) noexcept nogil
