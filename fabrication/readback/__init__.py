"""The way back: the dots of a stamp out of the files that were written for it.

One file a format, ``dots(content)`` in each: the dots in the rubber view, as `RubberFace` has them.
Nothing here shares a line with the exporters, and nothing knows what the dots should be.
"""
