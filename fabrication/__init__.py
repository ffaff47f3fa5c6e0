"""From the face of a stamp to the files that a rubber maker, a printer and a laser shop take.

Knows millimetres, never codewords: of `stampcodec` it takes the types (face, family, panel).
"""
