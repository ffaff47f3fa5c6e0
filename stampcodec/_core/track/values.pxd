"""The values that the stages of the tracker pass on (docs/tracker.md 2).

    Sighting  what one look at the panel showed: a frame, or the mean of several   sight.pyx
    Spot      a frame: where its face lies, and what it says of each site          fusion.pyx
    Line      a face that moves evenly                                             fusion.pyx
    Motion    a straight line through the places where a face was seen             motion.pyx
    Vote      what speaks for one merchant in a presence                           presence.pyx
    Presence  a stamp, from its first frame to its last                            presence.pyx
    Told      an event                                                             presence.pyx

Lengths are in nodes, times in seconds, angles in radians.
"""

from libc.stdint cimport int64_t, uint64_t
from stampcodec._core.frame.values cimport MAX_CELLS

cdef enum:
    MAX_VOTES = 4       # merchants that compete in a presence
    MAX_TOLD = 4        # events of one push: the last presence's two, and two of the next
    MAX_PRICED = 64     # corrected sites that have a price

cdef enum:              # what a look showed
    ABSENT = 0          # nothing, or one spot
    FAINT_TOUCH = 1     # more than noise, too faint for a place
    FACE = 2            # something as spread as a face
    NAMED_FACE = 3      # a face that names a merchant
    MIRRORED_FACE = 4

cdef enum:              # kind of an event; stampcodec/stampevent.py has the words
    STAMPED = 0
    LIFTED = 1
    UNREAD = 2

cdef enum:              # parts that a benchmark leaves out, to measure what they are worth
    WITHOUT_MEANS = 1           # looks at the mean of frames
    WITHOUT_LAST_LOOK = 2       # the one when a presence ends
    WITHOUT_MARGINS = 4         # their margins: each look is worth the same
    WITHOUT_FUSION = 8          # frames along a line
    WITHOUT_MIXTURE = 16        # dots that touch now and then: evidence is added up as it is
    WITHOUT_CONTRAST = 32       # hold by contrast
    WITHOUT_DISBELIEF = 64      # in frames that depend on each other
    WITHOUT_ODDS = 128          # of a look, which name a stamp by one look
    WITHOUT_CATCHING_UP = 256   # frames before the first that shows a face are not averaged

cdef struct Place:
    float x, y, angle                   # of a face, upright

cdef struct Sighting:
    int shows
    int64_t merchant_id                 # of NAMED_FACE
    Place place                         # likewise, and of MIRRORED_FACE
    uint64_t word                       # of NAMED_FACE, as the cells hold it
    int quarters                        # that the face is turned against the cells
    float nats                          # that it speaks for the merchant against chance
    float share                         # of those that count if the merchant was seen before
    int frames                          # of the mean that was looked at, 0 of a single frame
    float together                      # nats of that mean over chance, before it pays
    float margin                        # of the reading
    bint is_like                        # a stamp, read or not
    bint is_plain                       # each frame shows it for itself

cdef struct Spot:
    double time_s
    bint is_placed                      # a candidate was found
    float x, y, angle                   # its place; the angle but for quarter turns
    bint is_tried                       # it was taken apart, from a place of a line
    float tried_x, tried_y              # that place
    bint is_found                       # and the face was found near it
    Place found                         # there
    float gain
    float nats[MAX_CELLS]               # for a dot in each cell

cdef struct Line:
    int n                               # frames on it
    double time_s                       # when it passes x, y
    double x, y, vx, vy                 # nodes, nodes a second
    float angle

cdef struct Motion:
    int n                               # places
    double first_s, last_s
    double t, tt                        # sums of times after first_s, and of their squares
    double x, y, tx, ty                 # sums of places from the first, and times them
    Place first, last

cdef struct Vote:
    int64_t merchant_id
    float nats                          # of its readings and looks
    float best, bonus                   # nats of the best reading; times that, with repetitions
    float share                         # of a further reading that counts
    int looked                          # frames of the last look
    float looks                         # nats of looks at the mean
    float resting                       # nats of the best look over chance
    float silence                       # nats against it
    float fused                         # nats of all frames together, at the last look
    float margin                        # of the widest reading
    uint64_t word                       # as the cells held it, at the last place
    int quarters                        # that the face was turned against the cells
    float contrast                      # of its face when it was last named, counts
    Motion motion                       # of the readings
    Motion together                     # of all frames that were fused

cdef struct Presence:
    bint is_open
    bint is_told                        # the first vote is stamped
    bint is_plain                       # each frame shows the face for itself
    bint has_swiped                     # and told as a swipe
    float contrast                      # of the face when it was told, parts of a count
    double told_first_s                 # of the event that told it
    int told_frames
    double first_s, face_s              # first and last frame with a face
    int n_frames                        # of those
    int n_like                          # frames that looked like a stamp
    int n_places                        # where looks at the mean found a face
    Place place                         # the last of them, but for quarter turns
    int n_votes
    Vote votes[MAX_VOTES]

cdef struct Told:
    int kind
    int64_t merchant_id                 # -1 of UNREAD
    bint has_place, has_velocity, is_swipe
    double time_s, first_s, last_s
    Place place
    double vx, vy                       # nodes a second
    float margin
    int n_frames

cdef struct Events:
    int n
    Told told[MAX_TOLD]
