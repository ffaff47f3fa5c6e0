/* What C leaves to libraries, written so that small processors call none. */

/* Rounding of numbers that an int holds. */
static inline float stamp_floor(float x) {
    int whole = (int)x;
    return (float)(whole - (x < (float)whole));
}

static inline float stamp_ceil(float x) {
    return -stamp_floor(-x);
}

static inline float stamp_round(float x) {
    return x < 0.0f ? -stamp_floor(0.5f - x) : stamp_floor(x + 0.5f);
}
