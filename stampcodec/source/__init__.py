"""Sources: where frames and contacts come from, behind one interface.

::

    word, panel, rate ─ opening.py ─┬─ linkstream.py       a device: it answers, it may restart
                                    ├─ recordingstream.py  a .touch recording
                                    │       └ reception.py: bytes ─► packets ─► frames, losses
                                    ├─ filesource.py       .npy, .npz, .csv, .td16
                                    ├─ v4l2source.py       /dev/v4l-touch0
                                    └─ evdevsource.py      /dev/input/event3, contacts alone

`framesource.py` is the interface, `timed.py` what a source gives, `losses.py` what never came.
`conversation.py` is the client's side of docs/protocol.md, sections 5 and 8. Nothing is imported
here, so that the readers of frame files may use a part.
"""
