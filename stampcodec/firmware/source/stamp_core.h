/* Reads the stamps of one family from the raw frames of one panel.

   No allocation, no system call, no state but in the memory that the caller hands over. A frame
   takes bounded time. Two readers may run at once, one reader may not be shared.

   $about */

#ifndef STAMP_CORE_H
#define STAMP_CORE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STAMP_FAMILY "$family"
#define STAMP_PANEL "$panel"
#define STAMP_ROWS $rows
#define STAMP_COLUMNS $columns
#define STAMP_PITCH_MM ${pitch_mm}f
#define STAMP_IDENTIFIERS ${identifiers}u /* merchants: 0 to one less */
#define STAMP_SITES $sites /* of a face, row by row */
#define STAMP_ALIGNMENT 8 /* of a reader's memory, bytes */

enum { STAMP_EMPTY = 0, STAMP_UNREADABLE = 1, STAMP_READ = 2, STAMP_MIRRORED = 3 };

struct stamp_reading {
    uint32_t merchant_id;              /* of STAMP_READ; otherwise 0 */
    float x_mm, y_mm;                  /* the face's centre, from the panel's upper left corner */
    float angle_deg;                   /* 0 to 360, clockwise */
    float margin;                      /* how sure: 0 to 1 */
    uint8_t corrected, missing, added; /* sites: the first is the sum of the others */
};

/* What a reader needs. */
size_t stamp_bytes(void);

/* Make a reader in memory that stays the caller's. NULL: too small, or not aligned. */
struct stamp_reader *stamp_init(void *memory, size_t bytes);

/* Read STAMP_ROWS x STAMP_COLUMNS counts, row by row, touch positive. Returns one of the enum; the
   reading is zero but for STAMP_READ and STAMP_MIRRORED. */
int stamp_read(struct stamp_reader *reader, const int16_t *frame, struct stamp_reading *reading);

/* Write the face of a merchant: 1 for each site that holds a dot, 0 for the others. Returns the
   number of dots; 0: there is no such merchant, and nothing is written. */
int stamp_encode(uint32_t merchant_id, uint8_t occupied[STAMP_SITES]);

#ifdef __cplusplus
}
#endif

#endif
