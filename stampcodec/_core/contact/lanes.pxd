"""The two loops of the catalogue's search, for GCC's and Clang's vector types.

As in ``lanes.pxd``: floats by the four, which every target has.
"""

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    typedef float contact_four __attribute__((vector_size(16), aligned(4), may_alias));
    typedef int32_t contact_mask __attribute__((vector_size(16)));

    #define CONTACT_AT(p) (*(const contact_four *)(p))

    static inline int contact_any(contact_mask mask) {
        uint64_t half[2];
        memcpy(half, &mask, sizeof half);
        return (half[0] | half[1]) != 0;
    }

    /* v where it is above 0, else 0 */
    static inline contact_four contact_above(contact_four v) {
        return (contact_four)((contact_mask)v & (v > 0));
    }

    /* squared distance of a point from a box, eight axes: a side of it is 0 or the whole step */
    static inline float contact_box(const float *low, const float *high, const float *point) {
        contact_four sum = {0};
        for (int k = 0; k < 8; k += 4) {
            contact_four below = contact_above(CONTACT_AT(low + k) - CONTACT_AT(point + k));
            contact_four beyond = contact_above(CONTACT_AT(point + k) - CONTACT_AT(high + k));
            sum += below * below + beyond * beyond;
        }
        return (sum[0] + sum[2]) + (sum[1] + sum[3]);
    }

    /* Which of a leaf's eight points, axis by axis, lie within span / size^2 + spare of a point,
       squared, with a size from least to most: bits of the result. Sixteen axes, the eight that
       tell most first. */
    static inline int contact_leaf(const float *leaf, const float *sizes, const float *point,
                                   float span, float spare, float least, float most) {
        contact_four a = {0}, b = {0}, size_a = CONTACT_AT(sizes), size_b = CONTACT_AT(sizes + 4);
        contact_mask in_a = (size_a >= least) & (size_a <= most);
        contact_mask in_b = (size_b >= least) & (size_b <= most);
        contact_four limit_a = span / (size_a * size_a) + spare;
        contact_four limit_b = span / (size_b * size_b) + spare;
        int bits = 0;
        for (int half = 0; half < 16; half += 8) {
            for (int k = half; k < half + 8; k++) {
                contact_four step_a = CONTACT_AT(leaf + 8 * k) - point[k];
                contact_four step_b = CONTACT_AT(leaf + 8 * k + 4) - point[k];
                a += step_a * step_a;
                b += step_b * step_b;
            }
            in_a &= a <= limit_a;
            in_b &= b <= limit_b;
            if (!contact_any(in_a | in_b)) return 0;
        }
        for (int lane = 0; lane < 4; lane++)
            bits |= (in_a[lane] & 1) << lane | (in_b[lane] & 1) << (lane + 4);
        return bits;
    }
    """
    float contact_box(const float *low, const float *high, const float *point) noexcept nogil
    int contact_leaf(
        const float *leaf, const float *sizes, const float *point, float span, float spare,
        float least, float most
    ) noexcept nogil
