"""The rooms in which a face is looked for; each belongs to one stage."""

from libc.stdint cimport int16_t, int32_t
from stampcodec._core.frame.values cimport MAX_WRONG

cdef struct GateRoom:
    int32_t *column             # running sums of a window's columns, counts
    float *quiet                # noise of the quieter rows, ascending
    float mean[MAX_WRONG]       # of a wrong cell's neighbours
    float *rise_row             # shown by Scene
    float *rise_column
    int16_t *lifted             # the frame and their product
    float *clipped              # shown by Scene

cdef struct TemplateRoom:
    float *sums                 # window sums round every node of the panel
    float *column               # their running column sums

cdef struct OddsRoom:
    float *line                 # a row matched at its nodes, then half-way
    float *halves               # the clipped image matched along its rows
    float *matches              # and along its columns
