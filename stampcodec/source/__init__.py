"""Sources: where frames and contacts come from, behind one interface.

::

    word, panel, rate ─ opening.py ─┬─ linkstream.py   a device: it answers, it may restart
                                    ├─ filesource.py   .npy, .npz, .csv, .td16; ../stream/: .touch
                                    ├─ v4l2source.py   /dev/v4l-touch0
                                    └─ evdevsource.py  /dev/input/event3, contacts alone

All give what `../stream/` describes. `conversation.py` is the client's side of docs/protocol.md,
sections 5 and 8.
"""
