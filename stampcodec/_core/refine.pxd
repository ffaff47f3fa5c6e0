from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef enum:              # the unknowns of the fit, the first five with a plane of their own
    GAIN = 0
    X = 1
    Y = 2
    ANGLE = 3
    SIGMA = 4
    OFFSET = 5
    PEDESTAL = 6
    TARGET = 7

cdef void refine(const Sheet *sheet, Bench *bench, Pose *pose, float noise) noexcept nogil
cdef void draw_planes(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil
cdef void sum_lines(const Sheet *sheet, Bench *bench) noexcept nogil
