/* What C leaves to libraries, written so that small processors call none. */

/* Rounding of numbers that an int holds; not every reader needs each. */
__attribute__((unused)) static inline float stamp_floor(float x) {
    int whole = (int)x;
    return (float)(whole - (x < (float)whole));
}

__attribute__((unused)) static inline float stamp_ceil(float x) {
    return -stamp_floor(-x);
}

__attribute__((unused)) static inline float stamp_round(float x) {
    return x < 0.0f ? -stamp_floor(0.5f - x) : stamp_floor(x + 0.5f);
}

/* Of no less than 0; off by 6e-8 at most. */
__attribute__((unused)) static inline float stamp_log1p(float x) {
    return logf(1.0f + x);
}

/* Of lengths whose squares a float holds. */
__attribute__((unused)) static inline float stamp_hypot(float x, float y) {
    return sqrtf(x * x + y * y);
}

/* The angle of (x, y), radians, to 3e-7: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical
   Functions", 4.4.49, for the eighth of a turn that an angle is taken back to. */
__attribute__((unused)) static inline float stamp_atan2(float y, float x) {
    float tall = y < 0.0f ? -y : y, wide = x < 0.0f ? -x : x;
    float least = tall < wide ? tall : wide, most = tall < wide ? wide : tall;
    float t = most > 0.0f ? least / most : 0.0f, s = t * t, angle;
    angle = 0.0028662257f;
    angle = angle * s - 0.0161657367f;
    angle = angle * s + 0.0429096138f;
    angle = angle * s - 0.0752896400f;
    angle = angle * s + 0.1065626393f;
    angle = angle * s - 0.1420889944f;
    angle = angle * s + 0.1999355085f;
    angle = angle * s - 0.3333314528f;
    angle = (angle * s + 1.0f) * t;
    if (tall > wide) angle = 1.57079633f - angle;
    if (x < 0.0f) angle = 3.14159265f - angle;
    return y < 0.0f ? -angle : angle;
}
