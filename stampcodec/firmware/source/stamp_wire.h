/* The wire between a touch controller and its client: packets, checksums, coded frames.

   Either end of the protocol can be built on it (docs/protocol.md of stampcodec; clauses in
   brackets). No allocation, no system call. Bytes that arrive damaged are a value, never an error. */

#ifndef STAMP_WIRE_H
#define STAMP_WIRE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STAMP_WIRE_OVERHEAD 20 /* bytes of a packet beside its payload: header and checksum */
#define STAMP_WIRE_MOST_PACKET 65536
/* Bytes on the line of a packet of n bytes, its closing zero included (2.2, 2.5). */
#define STAMP_WIRE_LINE_BYTES(n) ((size_t)(n) + (size_t)(n) / 254 + 2)

/* What the bytes up to a zero are (2.6). */
enum {
    STAMP_WIRE_OPEN = 0, /* no zero yet */
    STAMP_WIRE_GOOD = 1,
    STAMP_WIRE_EMPTY = 2, /* one zero right after another: no fault */
    STAMP_WIRE_GARBAGE = 3,
    STAMP_WIRE_TOO_LONG = 4,
    STAMP_WIRE_COBS = 5,
    STAMP_WIRE_CRC = 6,
    STAMP_WIRE_VERSION = 7
};

struct stamp_wire_packet {
    uint8_t type;
    uint16_t boot;
    uint32_t sequence;
    uint64_t time_us;
    const uint8_t *payload;
    size_t payload_bytes;
};

struct stamp_wire_run {
    int kind;                        /* one of the enum */
    size_t line_bytes;               /* that belong to it, its zero included; 0 of STAMP_WIRE_OPEN */
    struct stamp_wire_packet packet; /* of STAMP_WIRE_GOOD; its payload stays until the next push */
};

struct stamp_wire_receiver;

/* Write a packet and the zero after it. Returns the bytes written; 0: there is not room for
   STAMP_WIRE_LINE_BYTES of it, or it is longer than STAMP_WIRE_MOST_PACKET. */
size_t stamp_wire_write(const struct stamp_wire_packet *packet, uint8_t *out, size_t room);

/* What a receiver of packets of up to packet_bytes needs (2.8). */
size_t stamp_wire_bytes(size_t packet_bytes);

/* Make a receiver in memory that stays the caller's, aligned to 8 bytes. NULL: too small, or not
   aligned, or packets of less than 64 or more than STAMP_WIRE_MOST_PACKET bytes. */
struct stamp_wire_receiver *stamp_wire_init(void *memory, size_t bytes, size_t packet_bytes);

/* Take bytes up to the end of the next run; return how many were taken. Push the others again. */
size_t stamp_wire_push(struct stamp_wire_receiver *receiver, const uint8_t *data, size_t n,
                       struct stamp_wire_run *run);

/* Extend a CRC-32, 0 at the start, by n bytes (2.4). */
uint32_t stamp_wire_crc(uint32_t crc, const uint8_t *data, size_t n);

/* Code a frame of int16 counts without loss (7). Returns the bytes written; 0: the code takes more
   than room, and a frame whose code is no shorter than 2 bytes a node is sent plain (6.1). */
size_t stamp_wire_encode(const int16_t *counts, size_t rows, size_t columns, uint8_t *out,
                         size_t room);

/* Decode a frame. Returns 1; 0: the data is no code of such a frame, and counts are undefined. */
int stamp_wire_decode(const uint8_t *data, size_t n, size_t rows, size_t columns, int16_t *counts);

#ifdef __cplusplus
}
#endif

#endif
