/* Follows the stamps of one family in the stream of frames of one panel: one event a press or swipe.

   No allocation, no system call, no state but in the memory that the caller hands over. A frame
   takes bounded time. Two trackers may run at once, one tracker may not be shared.

   $about */

#ifndef STAMP_TRACKER_H
#define STAMP_TRACKER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STAMP_TRACKER_ALIGNMENT 8
#define STAMP_TRACKER_MOST_EVENTS 4 /* of one call */

enum { STAMP_STAMPED = 0, STAMP_LIFTED = 1, STAMP_UNREAD = 2 };
enum { STAMP_PRESS = 0, STAMP_SWIPE = 1 };

struct stamp_event {
    uint8_t kind;                       /* at most one STAMP_STAMPED a presence of a stamp */
    uint8_t has_place;                  /* gesture, pose and margin are known */
    uint8_t has_velocity;
    uint8_t gesture;
    uint32_t merchant_id;               /* of STAMP_STAMPED and STAMP_LIFTED */
    uint32_t n_frames;                  /* that count */
    uint64_t time_us, first_us, last_us; /* when told; first and last frame that count */
    float x_mm, y_mm, angle_deg;        /* at last_us; as in struct stamp_reading */
    float vx_mm_s, vy_mm_s;
    float margin;
};

/* What a tracker needs. */
size_t stamp_tracker_bytes(void);

struct stamp_tracker;

/* Make a tracker in memory that stays the caller's. NULL: too small, or not aligned. */
struct stamp_tracker *stamp_tracker_init(void *memory, size_t bytes);

/* Take a frame as stamp_read does, scanned at a time of any clock that does not wrap. Returns the
   number of events, usually 0; -1: the time is not after the last frame's, and nothing changes. */
int stamp_tracker_push(struct stamp_tracker *tracker, const int16_t *frame, uint64_t time_us,
                       struct stamp_event events[STAMP_TRACKER_MOST_EVENTS]);

/* End the stream: returns the events that this settles. Times may then begin anywhere. */
int stamp_tracker_finish(struct stamp_tracker *tracker,
                         struct stamp_event events[STAMP_TRACKER_MOST_EVENTS]);

#ifdef __cplusplus
}
#endif

#endif
