/* The calls of stamp_tracker.h. */

#define PANEL_PITCH_MM ${pitch_mm}f
#define DEGREES 57.2957795f  /* of a radian */
#define BLOCK_S 8.388608f    /* 2^23 microseconds */
#define BLOCK_BITS 23
#define MEAN_NOISE ${mean_noise}f /* of a mean of frames, in its parts of a count */

enum { NODES = ${rows} * ${columns} };

/* Nats of a word, by the sites that it corrects. */
static const float PRICES[MAX_PRICED] = ${prices};

/* Times inside are seconds after base_us, so that single precision tells microseconds. */
struct stamp_tracker {
    uint64_t base_us, last_us;
    struct TrackerKernel kernel;
    struct FrameKernel single, calm;
    struct Rooms rooms;   /* of both: neither looks at what it left there */
    struct Tables calm_tables;
};

/* Two sums, the frames and a mean; what comes behind them is aligned again. */
static size_t counts_bytes(void) {
    size_t bytes = NODES * (2 * sizeof(int32_t) + (SLOTS + TRAIL + 1 + SPOTS) * sizeof(int16_t));
    return (bytes + STAMP_TRACKER_ALIGNMENT - 1) / STAMP_TRACKER_ALIGNMENT * STAMP_TRACKER_ALIGNMENT;
}

size_t stamp_tracker_bytes(void) {
    return sizeof(struct stamp_tracker) + room_bytes(&TABLES) + counts_bytes();
}

struct stamp_tracker *stamp_tracker_init(void *memory, size_t bytes) {
    struct stamp_tracker *made = memory;
    struct TrackerKernel *kernel;
    int32_t *sums;
    int16_t *counts;
    if (memory == NULL || (uintptr_t)memory % STAMP_TRACKER_ALIGNMENT != 0 ||
        bytes < stamp_tracker_bytes())
        return NULL;
    memset(memory, 0, stamp_tracker_bytes());
    kernel = &made->kernel;
    /* the tables of means differ in two numbers, one of which changes with every mean */
    memcpy(&made->calm_tables, &TABLES, sizeof TABLES);
    made->calm_tables.noise = MEAN_NOISE;
    made->calm_tables.is_still = 1;
    made->single.tables = (struct Tables *)&TABLES; /* read only */
    made->calm.tables = &made->calm_tables;
    made->single.rooms = made->calm.rooms = &made->rooms;
    sums = (int32_t *)(made + 1);
    counts = (int16_t *)(sums + 2 * NODES);
    lay_out(&TABLES, (char *)memory + sizeof *made + counts_bytes(), &made->rooms);
    kernel->single = &made->single;
    kernel->calm = &made->calm;
    memcpy(kernel->prices, PRICES, sizeof PRICES);
    kernel->pitch_mm = PANEL_PITCH_MM;
    kernel->noise = TABLES.noise;
    kernel->average.nodes = kernel->trail.nodes = kernel->fusion.nodes = NODES;
    kernel->trail.limit = (int16_t)clamp(TOUCHED_NODE * TABLES.noise, 1.0f, (float)INT16_MAX);
    kernel->average.open = sums;
    kernel->trail.sum = sums + NODES;
    kernel->average.slots = counts;
    kernel->trail.frames = counts + SLOTS * NODES;
    kernel->average.mean = kernel->trail.mean = kernel->trail.frames + TRAIL * NODES;
    kernel->fusion.frames = kernel->average.mean + NODES;
    kernel_begin(kernel);
    return made;
}

/* Let all times begin later by so many seconds. */
static void move_base(struct stamp_tracker *tracker, float later_s) {
    struct TrackerKernel *kernel = &tracker->kernel;
    struct Presence *presence = &kernel->presence;
    int k;
    kernel->time_s -= later_s;
    for (k = 0; k < TRAIL; k++) kernel->trail.times[k] -= later_s;
    for (k = 0; k < SPOTS; k++) kernel->fusion.spots[k].time_s -= later_s;
    kernel->fusion.line.time_s -= later_s;
    presence->first_s -= later_s;
    presence->face_s -= later_s;
    presence->told_first_s -= later_s;
    for (k = 0; k < MAX_VOTES; k++) {
        presence->votes[k].motion.first_s -= later_s;
        presence->votes[k].motion.last_s -= later_s;
        presence->votes[k].together.first_s -= later_s;
        presence->votes[k].together.last_s -= later_s;
    }
}

/* A time of the caller's clock, without the division of 64 bits that small processors lack. */
static uint64_t microseconds(const struct stamp_tracker *tracker, float seconds) {
    int32_t whole = (int32_t)seconds;
    int32_t part = (int32_t)stamp_round((seconds - (float)whole) * 1e6f);
    return tracker->base_us + (uint64_t)((int64_t)whole * 1000000 + part);
}

static int told(const struct stamp_tracker *tracker, struct stamp_event *events) {
    const struct Events *all = &tracker->kernel.events;
    int k;
    for (k = 0; k < all->n; k++) {
        const struct Told *one = &all->told[k];
        struct stamp_event *event = &events[k];
        memset(event, 0, sizeof *event);
        event->kind = (uint8_t)one->kind;
        event->has_place = (uint8_t)(one->has_place != 0);
        event->has_velocity = (uint8_t)(one->has_velocity != 0);
        event->merchant_id = one->merchant_id < 0 ? 0 : (uint32_t)one->merchant_id;
        event->n_frames = (uint32_t)one->n_frames;
        event->time_us = microseconds(tracker, one->time_s);
        event->first_us = microseconds(tracker, one->first_s);
        event->last_us = microseconds(tracker, one->last_s);
        if (one->has_place) {
            float degrees = one->place.angle * DEGREES;
            while (degrees < 0.0f) degrees += 360.0f;
            while (degrees >= 360.0f) degrees -= 360.0f;
            event->gesture = one->is_swipe ? STAMP_SWIPE : STAMP_PRESS;
            event->x_mm = (one->place.x + 0.5f) * PANEL_PITCH_MM;
            event->y_mm = (one->place.y + 0.5f) * PANEL_PITCH_MM;
            event->angle_deg = degrees;
            event->margin = one->margin;
        }
        if (one->has_velocity) {
            event->vx_mm_s = one->vx * PANEL_PITCH_MM;
            event->vy_mm_s = one->vy * PANEL_PITCH_MM;
        }
    }
    return all->n;
}

int stamp_tracker_push(struct stamp_tracker *tracker, const int16_t *frame, uint64_t time_us,
                       struct stamp_event events[STAMP_TRACKER_MOST_EVENTS]) {
    struct TrackerKernel *kernel = &tracker->kernel;
    uint32_t blocks;
    if (!kernel->has_begun)
        tracker->base_us = time_us;
    else if (time_us <= tracker->last_us)
        return -1;
    blocks = (uint32_t)((time_us - tracker->base_us) >> BLOCK_BITS);
    if (blocks > 1) {
        tracker->base_us += (uint64_t)blocks << BLOCK_BITS;
        move_base(tracker, (float)blocks * BLOCK_S);
    }
    tracker->last_us = time_us;
    kernel_take(kernel, frame, (float)(uint32_t)(time_us - tracker->base_us) * 1e-6f);
    return told(tracker, events);
}

int stamp_tracker_finish(struct stamp_tracker *tracker,
                         struct stamp_event events[STAMP_TRACKER_MOST_EVENTS]) {
    struct TrackerKernel *kernel = &tracker->kernel;
    struct Presence *presence = &kernel->presence;
    int n;
    kernel->events.n = 0;
    if (presence->is_open && presence->face_s < kernel->time_s)
        kernel_end(kernel, kernel->time_s);
    else
        settle_presence(kernel->time_s, PANEL_PITCH_MM, presence, &kernel->events);
    n = told(tracker, events);
    kernel_begin(kernel);
    return n;
}
