"""Accept a reading only if the whole face agrees with it.

Five questions, each with a number that says how far from no it is:

* are at least three of the four anchors there;
* is enough of the face on the screen;
* does the frame speak loudly against the codeword in no more sites than the code corrects;
* does the face, as fitted, explain what was measured where it lies, noise apart;
* does every other codeword explain it worse, by LEAD nats (G. D. Forney,
  "Exponential error bounds for erasure, list, and decision feedback schemes", IEEE Trans. Inf.
  Theory 14, 1968: an erasure rule on the ratio of likelihoods is the best there is).
"""

from libc.math cimport cosf, fabsf, sinf, sqrtf
from libc.stdint cimport int16_t
from libc.string cimport memset
from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef enum:
    BINS = 256
    FEW = 20            # nodes from which noise is not worth measuring

cdef float LEAD = 16.0          # nats, where noise makes the errors; as much again for every site
# that is wrong for other reasons, and
cdef float DOUBT = 0.6          # of it for every deviation of the remainder beyond noise
cdef float LOUD_LEAD = 26.0     # nats, where missing dots do: nearly two sites of fourteen
# Share of the face's power that is left, noise apart; less for every site that speaks against the
# codeword.
cdef float MISFIT = 0.09
cdef int SUNK_FLIPS = 2         # fewer of those sites where a face floats
cdef float ANCHOR = 0.25        # of the gain: less is no dot
cdef float SUNK_MISFIT = 0.045  # likewise, where dots and pedestal could trade places
cdef float UNEXPLAINED = 1.0    # share of the face's power, noise included
cdef float FAINT = 3.0          # gain over noise: reading fails below anyway
cdef float MEDIAN_TO_RMS = 1.4826
cdef int MENDED = 4             # wrong cells within the face


cdef float measure_noise(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Noise RMS from the median second difference along the rows, outside the face.

    A touch elsewhere covers fewer than half of the nodes; a median does not see it.
    """
    cdef int count[BINS]
    cdef int r, c, k, total = 0, inside, first
    cdef float d, scale = 16.0 / sheet.noise
    cdef const int16_t *row
    memset(count, 0, sizeof(count))
    for r in range(sheet.rows):
        row = bench.counts + r * sheet.columns
        inside = r - bench.top
        inside = inside if 0 <= inside < sheet.side and bench.span_length[inside] > 0 else -1
        first = bench.span_first[inside] + bench.left if inside >= 0 else 0
        for c in range(1, sheet.columns - 1):
            if inside >= 0 and first <= c < first + bench.span_length[inside]:
                continue
            # 1, -2, 1 turns white noise of deviation 1 into one of sqrt(6)
            d = fabsf(row[c - 1] - 2.0 * row[c] + row[c + 1]) * scale * 0.408248
            k = <int>d if d < BINS - 1 else BINS - 1
            count[k] += 1
            total += 1
    if total < FEW:
        return sheet.noise
    cdef int half = total // 2
    for k in range(BINS):
        half -= count[k]
        if half < 0:
            break
    cdef float noise = (k + 0.5) / scale * MEDIAN_TO_RMS
    return noise if noise > sheet.noise else sheet.noise


cdef int count_lone(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil:
    """Count the mended cells that the face covers."""
    cdef int k, n = 0
    cdef float x, y, u, v, cosine = cosf(pose.angle), sine = sinf(pose.angle)
    cdef float reach = sheet.half + pose.sigma
    for k in range(bench.n_lone):
        x = bench.lone[k] % sheet.columns - pose.x
        y = bench.lone[k] // sheet.columns - pose.y
        u = x * cosine + y * sine
        v = y * cosine - x * sine
        n += fabsf(u) < reach and fabsf(v) < reach
    return n


cdef bint is_all_there(const Sheet *sheet, const Bench *bench, const Pose *pose) noexcept nogil:
    """Three anchors at least, nearly every site on the screen, few loud contradictions."""
    # where a face floats, dots and pedestal can trade places: fewer contradictions are believed
    cdef int flips = sheet.max_flips - (SUNK_FLIPS if bench.is_sunk else 0)
    cdef int i, anchors = 0, unseen = 0
    cdef float least = ANCHOR * pose.gain
    for i in range(4):
        if bench.visible[sheet.anchors[i]] and bench.amplitude[sheet.anchors[i]] > least:
            anchors += 1
    for i in range(sheet.n_bits):
        unseen += not bench.visible[sheet.cell_of_bit[i]]
    # a hard decision further away is nearer to some codeword by chance than by design
    return (anchors >= 3 and unseen <= sheet.max_flips and bench.overruled <= flips
            and bench.corrected <= 2 * sheet.max_flips)


cdef float unexplained(const Sheet *sheet, const Bench *bench, float noise) noexcept nogil:
    """The share of the face's power that neither the model nor noise accounts for."""
    # two deviations of a mean square of so many nodes
    cdef float spare = 1.0 + 2.0 * sqrtf(2.0 / (bench.nodes + 1.0))
    return (bench.remainder - spare * bench.nodes * noise * noise) / bench.power


cdef float surprise(const Bench *bench, float noise) noexcept nogil:
    """By how many deviations the fit leaves more than noise does, 0 where it leaves less."""
    cdef float more = bench.remainder / (bench.nodes * noise * noise) - 1.0
    more *= sqrtf(0.5 * bench.nodes)
    return more if more > 0 else 0


cdef bint accept(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil:
    """Decide on bench.codeword at pose; write bench.margin, 0 where the answer is no."""
    cdef float noise = bench.hiss, misfit, lead, needed, margin, limit
    limit = (SUNK_MISFIT if bench.is_sunk else MISFIT) / (1.0 + 0.6 * bench.overruled)
    bench.margin = 0
    if not is_all_there(sheet, bench, pose) or bench.remainder >= UNEXPLAINED * bench.power:
        return False
    misfit = unexplained(sheet, bench, noise)
    if misfit > 0.5 * limit:
        noise = measure_noise(sheet, bench)
        misfit = unexplained(sheet, bench, noise)
    bench.misfit = misfit
    if misfit >= limit or pose.gain < FAINT * noise or count_lone(sheet, bench, pose) > MENDED:
        return False
    needed = LOUD_LEAD if bench.is_loud else (
        LEAD * (1.0 + DOUBT * surprise(bench, noise) + bench.overruled)
    )
    lead = bench.lead / needed
    if lead < 1.0:
        return False
    margin = 1.0 - 1.0 / lead
    if 1.0 - misfit / limit < margin:
        margin = 1.0 - misfit / limit
    bench.margin = margin
    return True
