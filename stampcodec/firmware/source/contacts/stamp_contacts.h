/* Reads touch5 stamps from the five points that a touch screen reports.

   No allocation, no system call, no state: any number of threads may read at once. A set of points
   takes bounded time.

   $about */

#ifndef STAMP_CONTACTS_H
#define STAMP_CONTACTS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STAMP_CONTACTS_POINTS 5
#define STAMP_CONTACTS_MERCHANTS $merchants
/* The scale of the screen for which this reader was made: units of a coordinate, per millimetre. */
#define STAMP_CONTACTS_LEAST_SCALE ${low}f
#define STAMP_CONTACTS_MOST_SCALE ${high}f

enum { STAMP_CONTACTS_EMPTY = 0, STAMP_CONTACTS_UNREADABLE = 1, STAMP_CONTACTS_READ = 2 };

struct stamp_contacts_reading {
    uint32_t merchant_id;
    float x, y;      /* the face's centre, in the units of the points */
    float angle_deg; /* 0 to 360, clockwise where y points down */
    float scale;     /* units per millimetre */
    float margin;    /* how sure: 0 to 1 */
};

/* Read five points, each x and y, in any order; one of which both are NaN was not seen. Returns one
   of the enum; the reading is zero but for STAMP_CONTACTS_READ. */
int stamp_contacts_read(const float points[2 * STAMP_CONTACTS_POINTS],
                        struct stamp_contacts_reading *reading);

#ifdef __cplusplus
}
#endif

#endif
