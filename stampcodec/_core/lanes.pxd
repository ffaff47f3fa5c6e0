"""Eight neighbours at a time: the loops in which reading spends its time.

They stand in C for GCC's and Clang's vector types: floats by the four, as every target has them.
Sums run in eight lanes that are folded at the end, so a result does not depend on compiler flags.
"""

from libc.stdint cimport int16_t, int32_t, uint64_t

cdef extern from *:
    """
    #include <stdint.h>

    typedef float stamp_four __attribute__((vector_size(16), aligned(4), may_alias));

    typedef int32_t stamp_bits __attribute__((vector_size(16), may_alias));

    typedef int16_t stamp_eight __attribute__((vector_size(16), aligned(2), may_alias));

    typedef int64_t stamp_halves __attribute__((vector_size(16), may_alias));

    typedef int64_t stamp_half __attribute__((aligned(4), may_alias));

    #define STAMP_MAX_CELLS 64      /* as in frame/values.pxd; asserted on import */
    #define STAMP_ODDS_BAND 9

    /* place of the lowest bit that is set; there must be one */
    static inline int stamp_lowest(uint64_t x) {
    #if UINTPTR_MAX > UINT32_MAX
        return __builtin_ctzll(x);
    #else
        uint32_t low = (uint32_t)x;
        return low != 0 ? __builtin_ctz(low) : 32 + __builtin_ctz((uint32_t)(x >> 32));
    #endif
    }

    /* bits that are set; the built-in function is a call where the processor has no instruction */
    static inline int stamp_count(uint64_t x) {
        x -= (x >> 1) & 0x5555555555555555u;
        x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
        x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
        return (int)((x * 0x0101010101010101u) >> 56);
    }

    #define STAMP_AT(p) (*(const stamp_four *)(p))
    #define STAMP_OUT(p) (*(stamp_four *)(p))

    /* out += weight * source, eight nodes */
    static inline void stamp_add(float *out, const float *source, float weight) {
        STAMP_OUT(out) += weight * STAMP_AT(source);
        STAMP_OUT(out + 4) += weight * STAMP_AT(source + 4);
    }

    /* out += a * p + b * q, eight nodes */
    static inline void stamp_add_two(float *out, const float *p, float a, const float *q, float b) {
        STAMP_OUT(out) += a * STAMP_AT(p) + b * STAMP_AT(q);
        STAMP_OUT(out + 4) += a * STAMP_AT(p + 4) + b * STAMP_AT(q + 4);
    }

    static inline float stamp_fold(stamp_four sum) {
        return (sum[0] + sum[2]) + (sum[1] + sum[3]);
    }

    /* inner product of n nodes, n a multiple of eight */
    static inline float stamp_dot(const float *a, const float *b, int n) {
        stamp_four even = {0}, odd = {0};
        for (int i = 0; i < n; i += 8) {
            even += STAMP_AT(a + i) * STAMP_AT(b + i);
            odd += STAMP_AT(a + i + 4) * STAMP_AT(b + i + 4);
        }
        return stamp_fold(even + odd);
    }

    /* out += weight * source, n nodes, n a multiple of eight */
    static inline void stamp_add_many(float *out, const float *source, float weight, int n) {
        for (int i = 0; i < n; i += 4) STAMP_OUT(out + i) += weight * STAMP_AT(source + i);
    }

    /* out += weight * source, n nodes that do not overlap */
    static inline void stamp_add_row(float *out, const float *source, float weight, int n) {
        int i = 0;
        for (; i + 4 <= n; i += 4) STAMP_OUT(out + i) += weight * STAMP_AT(source + i);
        for (; i < n; i++) out[i] += weight * source[i];
    }

    /* correlation of an image with a template whose rows are padded to a multiple of eight */
    static inline float stamp_correlate(const float *image, int stride, const float *template,
                                        int side, int width) {
        stamp_four even = {0}, odd = {0};
        for (int r = 0; r < side; r++, image += stride, template += width)
            for (int i = 0; i < width; i += 8) {
                even += STAMP_AT(image + i) * STAMP_AT(template + i);
                odd += STAMP_AT(image + i + 4) * STAMP_AT(template + i + 4);
            }
        return stamp_fold(even + odd);
    }

    /* out = source - base - factor * weights, n nodes, n a multiple of eight */
    static inline void stamp_level(float *out, const float *source, float base, float factor,
                                   const float *weights, int n) {
        for (int i = 0; i < n; i += 4)
            STAMP_OUT(out + i) = STAMP_AT(source + i) - base - factor * STAMP_AT(weights + i);
    }

    /* exp for |x| < 80, relative error below 1e-5, without a call */
    static inline float stamp_exp(float x) {
        union { float value; int32_t bits; } power;
        float t = x * 1.44269504f, f;
        int n = (int)(t + 128.5f) - 128;
        f = t - (float)n;
        power.bits = (n + 127) << 23;
        return power.value * (1.0f + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f
                              + f * (0.00961813f + f * 0.00133336f)))));
    }

    /* Eight taps of a Gaussian from its peak, top = exp(-f^2 / 2 s^2), and its ratio exp(f / s^2);
       with them the derivatives by place and by log s. Tap 3 is the node at floor(x). */
    static inline void stamp_taps(float behind, float narrow, float top, float ratio,
                                  const float *steady, float *taps, float *slope, float *widening) {
        const stamp_four before = {-3, -2, -1, 0}, after = {1, 2, 3, 4};
        float back = 1.0f / ratio, two = ratio * ratio;
        stamp_four low = {back * back * back, back * back, back, 1.0f};
        stamp_four high = {ratio, two, two * ratio, two * two};
        low = top * low * STAMP_AT(steady);
        high = top * high * STAMP_AT(steady + 4);
        STAMP_OUT(taps) = low;
        STAMP_OUT(taps + 4) = high;
        low = low * (before - behind) * narrow;
        high = high * (after - behind) * narrow;
        STAMP_OUT(slope) = low;
        STAMP_OUT(slope + 4) = high;
        STAMP_OUT(widening) = low * (before - behind);
        STAMP_OUT(widening + 4) = high * (after - behind);
    }

    static inline stamp_four stamp_tapped(const float *source, int stride, const float *taps) {
        return taps[0] * STAMP_AT(source) + taps[1] * STAMP_AT(source + stride)
            + taps[2] * STAMP_AT(source + 2 * stride) + taps[3] * STAMP_AT(source + 3 * stride)
            + taps[4] * STAMP_AT(source + 4 * stride) + taps[5] * STAMP_AT(source + 5 * stride)
            + taps[6] * STAMP_AT(source + 6 * stride) + taps[7] * STAMP_AT(source + 7 * stride);
    }

    /* out = eight taps along source, a stride apart; n nodes, at least four */
    static inline void stamp_eight_taps(float *out, const float *source, int stride,
                                        const float *taps, int n) {
        for (int i = 0; i < n - 4; i += 4)
            STAMP_OUT(out + i) = stamp_tapped(source + i, stride, taps);
        STAMP_OUT(out + n - 4) = stamp_tapped(source + n - 4, stride, taps);
    }

    /* out = even and odd by turns, times weights; n of each */
    static inline void stamp_weave(float *out, const float *even, const float *odd,
                                   const float *weights, int n) {
        for (int i = 0; i < n; i++) {
            out[2 * i] = weights[2 * i] * even[i];
            out[2 * i + 1] = weights[2 * i + 1] * odd[i];
        }
    }

    /* out = source + value, n entries that do not overlap */
    static inline void stamp_raise(float *out, const float *source, float value, int n) {
        int i = 0;
        for (; i + 4 <= n; i += 4) STAMP_OUT(out + i) = STAMP_AT(source + i) + value;
        for (; i < n; i++) out[i] = source[i] + value;
    }

    static inline stamp_four stamp_least(stamp_four a, stamp_four b) {
        return (stamp_four)(((stamp_bits)a & (a < b)) | ((stamp_bits)b & ~(a < b)));
    }

    static inline stamp_four stamp_most(stamp_four a, stamp_four b) {
        return (stamp_four)(((stamp_bits)a & (a > b)) | ((stamp_bits)b & ~(a > b)));
    }

    #ifdef __clang__
    #define STAMP_PICK(p, q, a, b, c, d) __builtin_shufflevector(p, q, a, b, c, d)
    #else
    #define STAMP_PICK(p, q, a, b, c, d) __builtin_shuffle(p, q, (stamp_bits){a, b, c, d})
    #endif

    /* linear between four nodes of an image, at four places; a, b, c, d lie left above them */
    static inline stamp_four stamp_between(const float *a, const float *b, const float *c,
                                           const float *d, int wide, stamp_four x, stamp_four y) {
        #define STAMP_PAIRS(p, q) (stamp_four)(stamp_halves){*(const stamp_half *)(p), \
                                                             *(const stamp_half *)(q)}
        stamp_four one = STAMP_PAIRS(a, b), two = STAMP_PAIRS(c, d);
        stamp_four left = STAMP_PICK(one, two, 0, 2, 4, 6);
        stamp_four right = STAMP_PICK(one, two, 1, 3, 5, 7);
        one = STAMP_PAIRS(a + wide, b + wide);
        two = STAMP_PAIRS(c + wide, d + wide);
        stamp_four under = STAMP_PICK(one, two, 0, 2, 4, 6);
        stamp_four last = STAMP_PICK(one, two, 1, 3, 5, 7);
        left += x * (right - left);
        under += x * (last - under);
        return left + y * (under - left);
    }

    /* an image of tall rows of wide, read along four lines at n places each, linear between four
       nodes; the lines stand side by side in out and in where they begin and how they go on */
    static inline void stamp_sample(float *out, const float *image, int wide, int tall,
                                    const float *x, const float *y, const float *right,
                                    const float *down, int n) {
        const stamp_four none = {0}, most_x = none + (wide - 1.01f), most_y = none + (tall - 1.01f);
        const float width = (float)wide;
        stamp_four at_x = STAMP_AT(x), at_y = STAMP_AT(y);
        stamp_four end_x = at_x + (n - 1.0f) * STAMP_AT(right);
        stamp_four end_y = at_y + (n - 1.0f) * STAMP_AT(down);
        stamp_halves off = (stamp_halves)(
            (at_x < none) | (at_y < none) | (end_x < none) | (end_y < none)
            | (at_x > most_x) | (at_y > most_y) | (end_x > most_x) | (end_y > most_y));
        int is_off = (off[0] | off[1]) != 0;
        for (int k = 0; k < n; k++, at_x += STAMP_AT(right), at_y += STAMP_AT(down)) {
            stamp_four px = at_x, py = at_y;
            if (is_off) {
                px = stamp_least(stamp_most(px, none), most_x);
                py = stamp_least(stamp_most(py, none), most_y);
            }
            stamp_four column = __builtin_convertvector(__builtin_convertvector(px, stamp_bits),
                                                        stamp_four);
            stamp_four row = __builtin_convertvector(__builtin_convertvector(py, stamp_bits),
                                                     stamp_four);
            stamp_bits node = __builtin_convertvector(row * width + column, stamp_bits);
            STAMP_OUT(out + 4 * k) = stamp_between(image + node[0], image + node[1],
                                                   image + node[2], image + node[3], wide,
                                                   px - column, py - row);
        }
    }

    /* mean z + |u|^2 / 2 where u = own * (z - overlap - band before it * u) and z is taken times
       weight, for four runs of n entries side by side. band has STAMP_ODDS_BAND entries, each four
       times, of which the last `reach` count. */
    static inline __attribute__((always_inline)) stamp_four stamp_whitened(
            const float *z, const float *weight, const float *mean, const float *overlap,
            const float *own, const float *band, const int reach, int n) {
        stamp_four room[STAMP_ODDS_BAND + STAMP_MAX_CELLS];
        stamp_four *u = room + STAMP_ODDS_BAND;
        stamp_four squares = {0}, known = {0};
        for (int j = 0; j < STAMP_ODDS_BAND; j++) room[j] = squares;
        band += 4 * (STAMP_ODDS_BAND - reach);
        for (int k = 0; k < n; k++, band += 4 * STAMP_ODDS_BAND) {
            stamp_four sum = weight[k] * STAMP_AT(z + 4 * k), less = {0};
            known += mean[k] * sum;
            sum -= overlap[k];
            for (int j = 0; j < reach; j += 2)
                sum -= STAMP_AT(band + 4 * j) * u[k - reach + j];
            for (int j = 1; j < reach; j += 2)
                less += STAMP_AT(band + 4 * j) * u[k - reach + j];
            sum = own[k] * (sum - less);
            u[k] = sum;
            squares += sum * sum;
        }
        return known + 0.5f * squares;
    }

    static inline void stamp_odds(float *out, const float *z, const float *weight,
                                  const float *mean, const float *overlap, const float *own,
                                  const float *band, int reach, int n) {
        STAMP_OUT(out) = reach <= 8
            ? stamp_whitened(z, weight, mean, overlap, own, band, 8, n)
            : stamp_whitened(z, weight, mean, overlap, own, band, STAMP_ODDS_BAND, n);
    }

    /* zeros, n nodes, n a multiple of eight */
    static inline void stamp_clear(float *out, int n) {
        const stamp_four none = {0};
        for (int i = 0; i < n; i += 8) {
            STAMP_OUT(out + i) = none;
            STAMP_OUT(out + i + 4) = none;
        }
    }

    /* subtract share times the sum of a run from each of its nodes */
    static inline void stamp_centre(float *run, int length, float share) {
        stamp_four four = {0};
        float sum = 0;
        int k = 0;
        for (; k + 4 <= length; k += 4) four += STAMP_AT(run + k);
        for (; k < length; k++) sum += run[k];
        sum = share * (sum + stamp_fold(four));
        for (k = 0; k + 4 <= length; k += 4) STAMP_OUT(run + k) -= sum;
        for (; k < length; k++) run[k] -= sum;
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

    static inline int stamp_count_below(const int16_t *counts, int n, int16_t limit) {
        int total = 0;
        int i = 0;
        while (i < n) {
            int16_t part = 0;
            int end = n - i > 4096 ? i + 4096 : n;
            for (; i < end; i++) part += counts[i] < limit;
            total += part;
        }
        return total;
    }

    static inline int16_t stamp_largest(const int16_t *counts, int n) {
        int16_t best = INT16_MIN;
        for (int i = 0; i < n; i++) best = counts[i] > best ? counts[i] : best;
        return best;
    }

    /* how many of n values are larger than one; n a multiple of sixteen */
    static inline int stamp_count_larger(const float *values, int n, float one) {
        stamp_bits some = {0}, others = {0};
        for (int i = 0; i < n; i += 16) {
            some -= (STAMP_AT(values + i) > one) + (STAMP_AT(values + i + 4) > one);
            others -= (STAMP_AT(values + i + 8) > one) + (STAMP_AT(values + i + 12) > one);
        }
        some += others;
        return (some[0] + some[2]) + (some[1] + some[3]);
    }

    /* the first of n counts from at on that lies beyond +-limit, else n */
    static inline int stamp_next_beyond(const int16_t *counts, int at, int n, int16_t limit) {
        for (; at + 8 <= n; at += 8) {
            stamp_eight v = *(const stamp_eight *)(counts + at);
            stamp_halves loud = (stamp_halves)((v > limit) | (v < (int16_t)-limit));
            if (loud[0] | loud[1]) break;
        }
        while (at < n && counts[at] <= limit && counts[at] >= -limit) at++;
        return at;
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
    enum:
        STAMP_MAX_CELLS
        STAMP_ODDS_BAND
    void stamp_add(float *out, const float *source, float weight) noexcept nogil
    void stamp_add_two(float *out, const float *p, float a, const float *q, float b) noexcept nogil
    float stamp_dot(const float *a, const float *b, int n) noexcept nogil
    void stamp_add_many(float *out, const float *source, float weight, int n) noexcept nogil
    void stamp_add_row(float *out, const float *source, float weight, int n) noexcept nogil
    void stamp_level(
        float *out, const float *source, float base, float factor, const float *weights, int n
    ) noexcept nogil
    void stamp_taps(
        float behind, float narrow, float top, float ratio, const float *steady,
        float *taps, float *slope, float *widening
    ) noexcept nogil
    void stamp_eight_taps(
        float *out, const float *source, int stride, const float *taps, int n
    ) noexcept nogil
    void stamp_weave(
        float *out, const float *even, const float *odd, const float *weights, int n
    ) noexcept nogil
    void stamp_raise(float *out, const float *source, float value, int n) noexcept nogil
    void stamp_sample(
        float *out, const float *image, int wide, int tall, const float *x, const float *y,
        const float *right, const float *down, int n
    ) noexcept nogil
    void stamp_odds(
        float *out, const float *z, const float *weight, const float *mean, const float *overlap,
        const float *own, const float *band, int reach, int n
    ) noexcept nogil
    void stamp_clear(float *out, int n) noexcept nogil
    void stamp_centre(float *run, int length, float share) noexcept nogil
    float stamp_exp(float x) noexcept nogil
    float stamp_correlate(
        const float *image, int stride, const float *template, int side, int width
    ) noexcept nogil
    int stamp_count_above(const int16_t *counts, int n, int16_t limit) noexcept nogil
    int stamp_count_below(const int16_t *counts, int n, int16_t limit) noexcept nogil
    int stamp_lowest(uint64_t x) noexcept nogil
    int stamp_count(uint64_t x) noexcept nogil
    int stamp_count_larger(const float *values, int n, float one) noexcept nogil
    int stamp_next_beyond(const int16_t *counts, int at, int n, int16_t limit) noexcept nogil
    int16_t stamp_largest(const int16_t *counts, int n) noexcept nogil
    void stamp_clip_add(
        int32_t *sums, const int16_t *counts, int n, int16_t limit, int32_t sign
    ) noexcept nogil
