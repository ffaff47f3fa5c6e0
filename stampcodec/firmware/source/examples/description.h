/* What the controller says of itself (docs/protocol.md of stampcodec, 4.4). */

#define BOOT 1 /* no memory for a count of starts; a product takes one, or a random number */

static const char description[] =
$description;
