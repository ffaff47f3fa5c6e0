/* The call of stamp_contacts.h. */

#define RADIUS_MM ${radius_mm}f /* how far five points may lie from a pattern of theirs */

int stamp_contacts_read(const float points[2 * STAMP_CONTACTS_POINTS],
                        struct stamp_contacts_reading *reading) {
    struct ContactKernel kernel = KERNEL;
    float pose[4] = {0.0f, 0.0f, 0.0f, 0.0f}, margin = 0.0f;
    int64_t merchant = 0;
    int outcome = decide(&kernel, points, RADIUS_MM, pose, &merchant, &margin);
    memset(reading, 0, sizeof *reading);
    if (outcome != STAMP_CONTACTS_READ) return outcome;
    reading->merchant_id = (uint32_t)merchant;
    reading->x = pose[0];
    reading->y = pose[1];
    reading->angle_deg = pose[2] < 0.0f ? pose[2] + 360.0f : pose[2];
    if (reading->angle_deg >= 360.0f) reading->angle_deg = 0.0f;
    reading->scale = pose[3];
    reading->margin = margin;
    return outcome;
}
