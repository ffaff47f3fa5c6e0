/* The calls of stamp_wire.h. */

enum { LEAST_PACKET = 64, MOST_LINES = 4096, ROW_BITS = 6 };

struct stamp_wire_receiver {
    struct Receiver receiver;
};

size_t stamp_wire_write(const struct stamp_wire_packet *packet, uint8_t *out, size_t room) {
    struct Header header;
    if (packet->payload_bytes > STAMP_WIRE_MOST_PACKET - STAMP_WIRE_OVERHEAD ||
        room < STAMP_WIRE_LINE_BYTES(packet->payload_bytes + STAMP_WIRE_OVERHEAD))
        return 0;
    header.version = VERSION;
    header.type = packet->type;
    header.boot = packet->boot;
    header.sequence = packet->sequence;
    header.time_us = packet->time_us;
    return write_packet(&header, packet->payload, packet->payload_bytes, out);
}

size_t stamp_wire_bytes(size_t packet_bytes) {
    return sizeof(struct stamp_wire_receiver) + STAMP_WIRE_LINE_BYTES(packet_bytes) - 1;
}

struct stamp_wire_receiver *stamp_wire_init(void *memory, size_t bytes, size_t packet_bytes) {
    struct stamp_wire_receiver *made = memory;
    if (memory == NULL || (uintptr_t)memory % 8 != 0 || packet_bytes < LEAST_PACKET ||
        packet_bytes > STAMP_WIRE_MOST_PACKET || bytes < stamp_wire_bytes(packet_bytes))
        return NULL;
    made->receiver.room = (uint8_t *)(made + 1);
    made->receiver.capacity = STAMP_WIRE_LINE_BYTES(packet_bytes) - 1;
    made->receiver.length = 0;
    made->receiver.synchronised = 0;
    return made;
}

size_t stamp_wire_push(struct stamp_wire_receiver *receiver, const uint8_t *data, size_t n,
                       struct stamp_wire_run *run) {
    struct Run found;
    struct Header header;
    size_t taken = receive(&receiver->receiver, data, n, &found);
    memset(run, 0, sizeof *run);
    run->kind = (int)found.kind;
    run->line_bytes = found.n_bytes;
    if (found.kind == GOOD) {
        read_header(receiver->receiver.room, &header);
        run->packet.type = header.type;
        run->packet.boot = header.boot;
        run->packet.sequence = header.sequence;
        run->packet.time_us = header.time_us;
        run->packet.payload = receiver->receiver.room + HEADER_BYTES;
        run->packet.payload_bytes = found.n_payload;
    }
    return taken;
}

uint32_t stamp_wire_crc(uint32_t crc, const uint8_t *data, size_t n) {
    return extend_crc(crc, data, n);
}

static int is_frame(size_t rows, size_t columns) {
    return rows >= 1 && rows <= MOST_LINES && columns >= 1 && columns <= MOST_LINES;
}

size_t stamp_wire_encode(const int16_t *counts, size_t rows, size_t columns, uint8_t *out,
                         size_t room) {
    ptrdiff_t written;
    if (!is_frame(rows, columns)) return 0;
    written = encode_counts(counts, (ptrdiff_t)rows, (ptrdiff_t)columns, out, room);
    return written < 0 ? 0 : (size_t)written;
}

int stamp_wire_decode(const uint8_t *data, size_t n, size_t rows, size_t columns, int16_t *counts) {
    /* no node takes less than a bit: longer frames would only be zeros beyond the end */
    if (!is_frame(rows, columns) || rows * (ROW_BITS + columns) > 8 * n) return 0;
    return decode_counts(data, n, (ptrdiff_t)rows, (ptrdiff_t)columns, counts);
}
