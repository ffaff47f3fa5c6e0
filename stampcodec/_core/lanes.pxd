"""Eight neighbours at a time: the loops that the compiler must turn into vector instructions.

They stand in C because only there can a pointer promise that nothing else overlaps it. Sums run in
eight lanes and are added pairwise at the end, so the result does not depend on compiler flags.
"""

from libc.stdint cimport int16_t, int32_t

cdef extern from *:
    """
    #include <stdint.h>

    #define STAMP_LANES 8

    /* out += weight * source, eight nodes */
    static inline void stamp_add(float *restrict out, const float *restrict source, float weight) {
        for (int k = 0; k < STAMP_LANES; k++) out[k] += weight * source[k];
    }

    /* out += a * p + b * q, eight nodes */
    static inline void stamp_add_two(float *restrict out, const float *restrict p, float a,
                                     const float *restrict q, float b) {
        for (int k = 0; k < STAMP_LANES; k++) out[k] += a * p[k] + b * q[k];
    }

    static inline float stamp_fold(const float *lane) {
        return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
    }

    /* inner product of n nodes, n a multiple of eight */
    static inline float stamp_dot(const float *restrict a, const float *restrict b, int n) {
        float lane[STAMP_LANES] = {0};
        for (int i = 0; i < n; i += STAMP_LANES)
            for (int k = 0; k < STAMP_LANES; k++) lane[k] += a[i + k] * b[i + k];
        return stamp_fold(lane);
    }

    /* out += weight * source, n nodes, n a multiple of eight */
    static inline void stamp_add_many(float *restrict out, const float *restrict source,
                                      float weight, int n) {
        for (int i = 0; i < n; i += STAMP_LANES)
            for (int k = 0; k < STAMP_LANES; k++) out[i + k] += weight * source[i + k];
    }

    /* correlation of an image with a template whose rows are padded to a multiple of eight */
    static inline int32_t stamp_correlate(const int16_t *restrict image, int stride,
                                          const int16_t *restrict template, int side, int width) {
        int32_t total = 0;
        for (int r = 0; r < side; r++, image += stride, template += width) {
            for (int i = 0; i < width; i += STAMP_LANES) {
                int32_t part = 0;
                for (int k = 0; k < STAMP_LANES; k++)
                    part += (int32_t)image[i + k] * (int32_t)template[i + k];
                total += part;
            }
        }
        return total;
    }

    /* how many of n counts lie above a limit */
    static inline int stamp_count_above(const int16_t *counts, int n, int16_t limit) {
        int total = 0;
        int i = 0;
        while (i < n) {
            int16_t part = 0;                       /* at most 4096 of them: no overflow */
            int end = n - i > 4096 ? i + 4096 : n;
            for (; i < end; i++) part += counts[i] > limit;
            total += part;
        }
        return total;
    }

    static inline int16_t stamp_largest(const int16_t *counts, int n) {
        int16_t best = INT16_MIN;
        for (int i = 0; i < n; i++) best = counts[i] > best ? counts[i] : best;
        return best;
    }

    /* sums += sign * counts clipped to +-limit; sign is 1 or -1 */
    static inline void stamp_clip_add(int32_t *restrict sums, const int16_t *restrict counts,
                                      int n, int16_t limit, int32_t sign) {
        for (int i = 0; i < n; i++) {
            int16_t v = counts[i];
            v = v > limit ? limit : v;
            v = v < (int16_t)-limit ? (int16_t)-limit : v;
            sums[i] += sign * v;
        }
    }
    """
    void stamp_add(float *out, const float *source, float weight) noexcept nogil
    void stamp_add_two(float *out, const float *p, float a, const float *q, float b) noexcept nogil
    float stamp_dot(const float *a, const float *b, int n) noexcept nogil
    void stamp_add_many(float *out, const float *source, float weight, int n) noexcept nogil
    int32_t stamp_correlate(const int16_t *image, int stride, const int16_t *template, int side, int width) noexcept nogil
    int stamp_count_above(const int16_t *counts, int n, int16_t limit) noexcept nogil
    int16_t stamp_largest(const int16_t *counts, int n) noexcept nogil
    void stamp_clip_add(int32_t *sums, const int16_t *counts, int n, int16_t limit, int32_t sign) noexcept nogil
