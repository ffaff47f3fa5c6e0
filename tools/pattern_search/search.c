/* Search for the patterns of touch5: five dots that no phone takes for one another.
 *
 *     cc -O3 -ffp-contract=off -o search search.c -lm
 *     ./search SEED CANDIDATES [plain] > touch5.csv
 *
 * prints at most 4096 patterns, a line each: x1,y1,..,x5,y5 in tenths of a millimetre, panel view,
 * their sum exactly zero in x and in y.  Line k is merchant k.
 *
 * 1. Draw.     Five dots on the grid within 22 mm of their centroid, the nearest two 12.0 to 12.3 mm
 *              apart; far enough from themselves under every other matching and from their own
 *              mirror image.
 * 2. Order.    By how often five fingers come to lie so (`strangers`), the rarest first.
 * 3. Accept.   Each candidate that is far enough from all accepted before it and from their mirror
 *              images.
 *
 * Far enough is 3.0 mm in the measure of stampcodec/touch/measure.py, which derives the formulas below.
 *
 * `plain` leaves out all that the family does not ask for: the dots are 11 mm apart, mirror images do
 * not count and candidates are taken as they come.  That is for comparison.
 *
 * Same table on every machine: doubles with + - * / sqrt alone, which IEEE 754 rounds in one way,
 * hence no contraction to fused operations, no sin, no exp.  Single precision only discards pairs that a
 * proven bound puts far out of reach.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOTS 5
#define LENGTHS 25              /* of a set: from its centroid to 5 dots and 10 sums, and 10 differences */
#define MATCHINGS 120           /* of five dots with five; the first leaves all in their places */
#define WANTED 4096

#define DISC_MM 22.0            /* docs/spec.md, clause 9.2, for this and the next two */
#define NEAREST 120             /* tenths; README.md has why the nearest two dots are no nearer, */
#define NEAREST_MOST 123        /* and no further apart */
#define NEAREST_PLAIN 110
#define DISTANCE_MM 3.0
#define SHRUNK 0.75             /* least and greatest relative scale */
#define GROWN 1.3334

/* What a reader accepts, and where strangers come from (the project's requirements). */
#define RADIUS_MM 1.5
#define LEAST_PX 5.4
#define MOST_PX 7.2
#define FINGERS_MM 12.0
#define WIDTH_MM 60.0
#define HEIGHT_MM 90.0

typedef struct {
    int16_t tenths[DOTS][2];
    uint32_t number;            /* of the draw */
    double strangers;           /* how many are taken for it, up to a common factor */
} candidate;

typedef struct {
    double x[DOTS], y[DOTS];    /* mm */
    double size2;               /* sum of squares */
    double length[LENGTHS];     /* see `bounds` */
} pattern;

static int plain;
static uint64_t state;
static unsigned char matching[MATCHINGS][DOTS];

static uint64_t random_word(void)   /* splitmix64 */
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static double uniform(void) { return (random_word() >> 11) * 0x1p-53; }

static void make_matchings(void)
{
    unsigned char trial[DOTS];
    int n = 0;
    for (int code = 0; code < DOTS * DOTS * DOTS * DOTS * DOTS; code++) {
        int seen = 0;
        for (int i = DOTS - 1, rest = code; i >= 0; i--, rest /= DOTS) {
            trial[i] = rest % DOTS;
            seen |= 1 << trial[i];
        }
        if (seen == 31) memcpy(matching[n++], trial, DOTS);
    }
}

/* --- the measure ---------------------------------------------------------------------------- */

/* Least |a - r b|^2 over the relative scale r, given |a|^2, |b|^2 and the best correlation. */
static double residual(double a2, double b2, double correlation)
{
    double r = correlation / b2;
    r = r < SHRUNK ? SHRUNK : r > GROWN ? GROWN : r;
    return a2 + r * r * b2 - 2 * r * correlation;
}

static double either(double a2, double b2, double correlation)
{
    double ab = residual(a2, b2, correlation), ba = residual(b2, a2, correlation);
    return ab < ba ? ab : ba;
}

/* Squared distance of a from b, or from b's mirror image (mirror = -1), matchings from `first` on. */
static double distance2(const pattern *a, const pattern *b, double mirror, int first)
{
    double re[DOTS][DOTS], im[DOTS][DOTS], best = 0;
    for (int i = 0; i < DOTS; i++)
        for (int j = 0; j < DOTS; j++) {
            double y = mirror * b->y[j];
            re[i][j] = a->x[i] * b->x[j] + a->y[i] * y;
            im[i][j] = a->x[i] * y - a->y[i] * b->x[j];
        }
    for (int m = first; m < MATCHINGS; m++) {
        const unsigned char *to = matching[m];
        double u = re[0][to[0]] + re[1][to[1]] + re[2][to[2]] + re[3][to[3]] + re[4][to[4]];
        double v = im[0][to[0]] + im[1][to[1]] + im[2][to[2]] + im[3][to[3]] + im[4][to[4]];
        double square = u * u + v * v;
        best = square > best ? square : best;
    }
    return either(a->size2, b->size2, sqrt(best));
}

/* --- candidates ----------------------------------------------------------------------------- */

static void sort(double *value, int n)
{
    for (int i = 1; i < n; i++) {
        double v = value[i];
        int k = i;
        for (; k > 0 && value[k - 1] > v; k--) value[k] = value[k - 1];
        value[k] = v;
    }
}

/* Fill in all that follows from the tenths. */
static void measure(const candidate *c, pattern *p)
{
    double *dot = p->length, *sum = dot + DOTS, *difference = sum + 10;
    p->size2 = 0;
    for (int i = 0, n = 0; i < DOTS; i++) {
        p->x[i] = c->tenths[i][0] / 10.0, p->y[i] = c->tenths[i][1] / 10.0;
        double square = p->x[i] * p->x[i] + p->y[i] * p->y[i];
        p->size2 += square, dot[i] = sqrt(square);
        for (int j = 0; j < i; j++, n++) {
            double u = p->x[i] + p->x[j], v = p->y[i] + p->y[j];
            sum[n] = sqrt((u * u + v * v) / 3);
            u = p->x[i] - p->x[j], v = p->y[i] - p->y[j];
            difference[n] = sqrt((u * u + v * v) / 5);
        }
    }
    sort(dot, DOTS), sort(sum, 10), sort(difference, 10);
}

/* Draw five dots; 0 when they do not keep the rules once they lie on the grid. */
static int draw(candidate *p)
{
    double x[DOTS], y[DOTS], mx = 0, my = 0;
    int least = plain ? NEAREST_PLAIN : NEAREST, most = plain ? 2 * 220 : NEAREST_MOST;
    for (int n = 0, tries = 0; n < DOTS; tries++) {
        if (tries == 64) return 0;
        double u = (2 * uniform() - 1) * DISC_MM, v = (2 * uniform() - 1) * DISC_MM;
        int clear = u * u + v * v <= DISC_MM * DISC_MM;
        for (int i = 0; i < n && clear; i++)
            clear = (x[i] - u) * (x[i] - u) + (y[i] - v) * (y[i] - v) >= least * least / 100.0;
        if (clear) x[n] = u, y[n] = v, mx += u / DOTS, my += v / DOTS, n++;
    }
    int sum_x = 0, sum_y = 0;
    for (int i = 0; i < DOTS; i++) {
        int last = i == DOTS - 1;       /* the last dot makes the sum zero */
        p->tenths[i][0] = last ? -sum_x : (int)floor((x[i] - mx) * 10 + 0.5);
        p->tenths[i][1] = last ? -sum_y : (int)floor((y[i] - my) * 10 + 0.5);
        sum_x += p->tenths[i][0], sum_y += p->tenths[i][1];
    }
    int nearest = 1 << 30;
    for (int i = 0; i < DOTS; i++) {
        int u = p->tenths[i][0], v = p->tenths[i][1];
        if (u * u + v * v > 100 * DISC_MM * DISC_MM) return 0;
        for (int j = 0; j < i; j++) {
            int s = u - p->tenths[j][0], t = v - p->tenths[j][1];
            if (s * s + t * t < nearest) nearest = s * s + t * t;
        }
    }
    return nearest >= least * least && nearest <= most * most;
}

/* Is a pattern far enough from itself matched in another way, and from its mirror image? */
static int distinct(const pattern *p)
{
    return distance2(p, p, 1, 1) >= DISTANCE_MM * DISTANCE_MM
        && (plain || distance2(p, p, -1, 0) >= DISTANCE_MM * DISTANCE_MM);
}

/* --- strangers ------------------------------------------------------------------------------ */

#define PROBES 96
#define TURNS 6

static struct {
    double x[DOTS], y[DOTS];    /* a direction, centroid at 0 */
    double radius;              /* how far along it */
    double scale;               /* of the fingers against the pattern */
} probe[PROBES];

static void make_probes(void)
{
    for (int n = 0; n < PROBES; n++) {
        double mx = 0, my = 0;
        for (int i = 0; i < DOTS; i++) {        /* sums of twelve: nearly normal, so no direction is favoured */
            probe[n].x[i] = probe[n].y[i] = -6;
            for (int k = 0; k < 12; k++) probe[n].x[i] += uniform(), probe[n].y[i] += uniform();
            mx += probe[n].x[i] / DOTS, my += probe[n].y[i] / DOTS;
        }
        for (int i = 0; i < DOTS; i++) probe[n].x[i] -= mx, probe[n].y[i] -= my;
        probe[n].radius = 0;                    /* largest of six: uniform in a ball of six dimensions */
        for (int k = 0; k < 6; k++) {
            double u = uniform() * RADIUS_MM;
            if (u > probe[n].radius) probe[n].radius = u;
        }
        double range = MOST_PX - LEAST_PX;      /* two draws, each in its own stratum */
        double reader = LEAST_PX + range * ((n * 37 % PROBES) + uniform()) / PROBES;
        double screen = LEAST_PX + range * (n + uniform()) / PROBES;
        probe[n].scale = reader / screen;
    }
}

/* Area in which a set of that extent finds room. */
static double room(double width, double height)
{
    double u = WIDTH_MM - width, v = HEIGHT_MM - height;
    return u > 0 && v > 0 ? u * v : 0;
}

/* Roughly how many sets of five fingers are taken for this pattern, up to a common factor.
 *
 * Five points drawn uniformly have, up to their place, constant density in the eight dimensions
 * that are left.  A pattern owns a tube in them: a ball of six dimensions (all but turn and scale)
 * of RADIUS_MM times the scale, carried around a circle of |a| times the scale and along |a| d(scale).
 * That is |a|^2 scale^7 d(scale).  The probes are points of the tube: those whose dots
 * are nearer than fingers do not count, the others by the room that they find in WIDTH_MM x HEIGHT_MM.
 */
static double strangers(const pattern *p)
{
    double total = 0;
    for (int n = 0; n < PROBES; n++) {
        double along = 0, across = 0, x[DOTS], y[DOTS], norm = 0, scale = probe[n].scale;
        for (int i = 0; i < DOTS; i++) {        /* the parts of the direction that grow and turn p */
            along += p->x[i] * probe[n].x[i] + p->y[i] * probe[n].y[i];
            across += p->x[i] * probe[n].y[i] - p->y[i] * probe[n].x[i];
        }
        along /= p->size2, across /= p->size2;
        for (int i = 0; i < DOTS; i++) {
            x[i] = probe[n].x[i] - along * p->x[i] + across * p->y[i];
            y[i] = probe[n].y[i] - along * p->y[i] - across * p->x[i];
            norm += x[i] * x[i] + y[i] * y[i];
        }
        double step = probe[n].radius / sqrt(norm);
        int fingers = 1;
        for (int i = 0; i < DOTS; i++) {
            x[i] = scale * (p->x[i] + step * x[i]), y[i] = scale * (p->y[i] + step * y[i]);
            for (int j = 0; j < i; j++) {
                double u = x[i] - x[j], v = y[i] - y[j];
                fingers &= u * u + v * v >= FINGERS_MM * FINGERS_MM;
            }
        }
        if (!fingers) continue;
        double area = 0, c = 1, s = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
            for (int i = 0; i < DOTS; i++) {
                double u = x[i] * c - y[i] * s, v = x[i] * s + y[i] * c;
                left = u < left ? u : left, right = u > right ? u : right;
                top = v < top ? v : top, bottom = v > bottom ? v : bottom;
            }
            area += room(right - left, bottom - top) + room(bottom - top, right - left);
            double turned = c * 0.96592582628906829 - s * 0.25881904510252076;  /* 15 degrees */
            s = c * 0.25881904510252076 + s * 0.96592582628906829, c = turned;
        }
        double cube = scale * scale * scale;
        total += cube * cube * scale * area;
    }
    return p->size2 * total / (PROBES * 2 * TURNS);
}

static int rarer(const void *first, const void *second)
{
    const candidate *a = first, *b = second;
    if (a->strangers != b->strangers) return a->strangers < b->strangers ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* --- the table ------------------------------------------------------------------------------ */

static pattern table[WANTED];
static int accepted;

/* Of the accepted, by column, for loops that the compiler turns into vector instructions. */
static float lengths[LENGTHS][WANTED], sizes2[WANTED], bound[WANTED];

static void add_lengths(const pattern *p, int from, int to, float *total)
{
    for (int i = 0; i < accepted; i++) total[i] = 0;
    for (int k = from; k < to; k++) {
        float own = p->length[k];
        for (int i = 0; i < accepted; i++) total[i] += own * lengths[k][i];
    }
}

static float least(float aa, float bb, float correlation)
{
    float r = correlation / bb;
    r = r < (float)SHRUNK ? (float)SHRUNK : r;
    r = r > (float)GROWN ? (float)GROWN : r;
    return aa + r * (r * bb - 2 * correlation);
}

/* A lower bound of the squared distance to each accepted pattern and its mirror image.
 *
 * The correlation cannot exceed the sum of products of sorted lengths, for any of the three kinds:
 * stampcodec/touch/measure.py has the proof.
 */
static void bounds(const pattern *p)
{
    static float dots[WANTED], sums[WANTED], differences[WANTED];
    add_lengths(p, 0, DOTS, dots);
    add_lengths(p, DOTS, DOTS + 10, sums);
    add_lengths(p, DOTS + 10, LENGTHS, differences);
    float aa = p->size2;
    for (int i = 0; i < accepted; i++) {
        float correlation = dots[i] < sums[i] ? dots[i] : sums[i];
        correlation = correlation < differences[i] ? correlation : differences[i];
        float ab = least(aa, sizes2[i], correlation), ba = least(sizes2[i], aa, correlation);
        bound[i] = ab < ba ? ab : ba;
    }
}

static int conflicts(const pattern *p, float from, float below)
{
    for (int i = 0; i < accepted; i++)
        if (bound[i] >= from && bound[i] < below
            && (distance2(p, &table[i], 1, 0) < DISTANCE_MM * DISTANCE_MM
                || (!plain && distance2(p, &table[i], -1, 0) < DISTANCE_MM * DISTANCE_MM)))
            return 1;
    return 0;
}

static int fits(const pattern *p)
{
    /* Sums reach 2,420: a tenth is far above what single precision loses. */
    const float reach = DISTANCE_MM * DISTANCE_MM + 0.1f;
    bounds(p);
    /* The nearest first: most candidates fall, and fall there. */
    return !conflicts(p, -1e9f, reach / 3) && !conflicts(p, reach / 3, reach);
}

static void accept(const pattern *p)
{
    for (int k = 0; k < LENGTHS; k++) lengths[k][accepted] = p->length[k];
    sizes2[accepted] = p->size2;
    table[accepted++] = *p;
}

int main(int argc, char **argv)
{
    plain = argc == 4 && !strcmp(argv[3], "plain");
    if (argc != 3 + plain) {
        fprintf(stderr, "usage: search SEED CANDIDATES [plain]\n");
        return 2;
    }
    uint64_t seed = strtoull(argv[1], 0, 0);
    uint32_t wanted = strtoul(argv[2], 0, 0), drawn = 0, tried = 0;
    candidate *candidates = malloc(sizeof *candidates * (wanted + (size_t)1));
    if (!candidates) return 1;
    pattern p;
    make_matchings();
    state = seed << 40;
    make_probes();
    for (uint32_t number = 0; drawn < wanted; number++) {
        candidate *c = &candidates[drawn];
        if (!draw(c)) continue;
        measure(c, &p);
        if (!distinct(&p)) continue;
        c->number = number, c->strangers = strangers(&p);
        drawn++;
    }
    if (!plain) qsort(candidates, drawn, sizeof *candidates, rarer);
    double all = 0;
    for (; tried < drawn && accepted < WANTED; tried++) {
        const candidate *c = &candidates[tried];
        measure(c, &p);
        if (!fits(&p)) continue;
        accept(&p);
        all += c->strangers;
        for (int i = 0; i < DOTS; i++)
            printf("%d,%d%c", c->tenths[i][0], c->tenths[i][1], i < DOTS - 1 ? ',' : '\n');
    }
    fprintf(stderr, "%d patterns among the first %u of %u candidates, strangers %.4g\n", accepted,
            tried, drawn, all);
    free(candidates);
    return accepted < WANTED;
}
