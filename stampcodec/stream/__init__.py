"""Streams: frames and contacts with times, as values, and out of the bytes of a line.

::

    bytes ─ reception.py ─ packets ─► timed.py: frames and contacts with times
                │                     losses.py: what never came
                └ timeline.py: a device's clock made ascending

`framesource.py` is the interface of whatever gives them, `wirestream.py` what a line and its
recording have in common, `recordingstream.py` the recording.
"""
